import { fetchVersions } from "./versions";

/** Run before the tests: unpacks the server versions that this machine can have, and says which those are. */
for (const line of await fetchVersions()) process.stdout.write(`${line}\n`);
