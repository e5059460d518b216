import { fetchNginx } from "./nginx";
import { fetchPrometheus } from "./prometheus";
import { fetchS3Server } from "./s3-server";
import { fetchVersions } from "./versions";

/** Run before the tests: unpacks the servers, the Prometheus, the S3 store and the proxy that this machine can have, and says which those are. */
for (const line of await fetchVersions()) process.stdout.write(`${line}\n`);
process.stdout.write(`${await fetchPrometheus()}\n`);
process.stdout.write(`${await fetchS3Server()}\n`);
process.stdout.write(`${await fetchNginx()}\n`);
