import { fetchPrometheus } from "./prometheus";
import { fetchVersions } from "./versions";

/** Run before the tests: unpacks the servers and the Prometheus that this machine can have, and says which those are. */
for (const line of await fetchVersions()) process.stdout.write(`${line}\n`);
process.stdout.write(`${await fetchPrometheus()}\n`);
