import { fetchPromtool } from "./promtool";
import { fetchVersions } from "./versions";

/** Run before the tests: unpacks the servers and the checker that this machine can have, and says which those are. */
for (const line of await fetchVersions()) process.stdout.write(`${line}\n`);
process.stdout.write(`${await fetchPromtool()}\n`);
