import { usualAllow } from "@/server/redis/network";
import { Crew } from "./crew";

// A parent that makes load on the server at host and port, says which process does, and waits to be killed.

const [host = "", port = ""] = process.argv.slice(2);
const crew = new Crew(1, {
  id: "orphan-test",
  ttlSeconds: 60,
  connections: 2,
  pipeline: 2,
  writesPerSecond: null,
  readsPerSecond: null,
  keys: 10,
  valueBytes: 10,
});
await crew.connect({
  dial: { username: null, password: null, tls: null, networks: [...usualAllow] },
  seeds: [{ host, port: Number(port) }],
  names: [],
  replicas: 0,
  readsFrom: "primary",
});
await crew.begin();
process.send?.(crew.pids);
