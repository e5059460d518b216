import { fetchPrometheus } from "./prometheus";
import { fetchS3Server } from "./s3-server";
import { fetchVersions } from "./versions";

/** Run before the tests: unpacks the servers, the Prometheus and the S3 store that this machine can have, and says which those are. */
for (const line of await fetchVersions()) process.stdout.write(`${line}\n`);
process.stdout.write(`${await fetchPrometheus()}\n`);
process.stdout.write(`${await fetchS3Server()}\n`);
