// A process of its own that reads and writes, by ioredis itself and by the router, in turns.
// argv: the primary and its replica. Prints one JSON line for each round; see Round in router.ts.
import { Redis } from "ioredis";
import { createReadRouter } from "@/server/router";
import { placesOf } from "./load";

const ROUND_MS = 200;
const ROUNDS = 31;
const WARM_UP = 5;
const AT_ONCE = [1, 16, 128];
const VALUE = "x".repeat(64);

const [primary, replica] = placesOf(process.argv[2]);
if (primary === undefined || replica === undefined) throw new Error("a primary and a replica are needed");
const [toPrimary, toReplica] = [primary, replica].map(
  (place) => new Redis({ ...place, enableAutoPipelining: false }),
);
if (toPrimary === undefined || toReplica === undefined) throw new Error("there are two");
const router = createReadRouter({ seeds: [primary, replica] });
await router.ready();
await router.write(["SET", "bench", VALUE]);

const calls = {
  read: { bare: () => toReplica.call("GET", "bench"), router: () => router.read(["GET", "bench"]) },
  write: {
    bare: () => toPrimary.call("SET", "bench", VALUE),
    router: () => router.write(["SET", "bench", VALUE]),
  },
} as const;

/**
 * So many calls are made together, and the next when all are answered, for one round. Callers that each go on by themselves fall into step
 * with the socket or out of it, and stay so: that is half the cost or twice, whoever calls.
 */
async function round(call: () => Promise<unknown>, atOnce: number) {
  const [began, before] = [performance.now(), process.cpuUsage()];
  let count = 0;
  for (const until = began + ROUND_MS; performance.now() < until; count += atOnce)
    await Promise.all(Array.from({ length: atOnce }, call));
  const { user, system } = process.cpuUsage(before);
  return { calls: count, seconds: (performance.now() - began) / 1000, cpuMicros: user + system };
}

for (const what of ["read", "write"] as const)
  for (const atOnce of AT_ONCE)
    for (let n = 0; n < WARM_UP + ROUNDS; n += 1) {
      // Who comes first changes, so that what one leaves to be cleared away is not always at the other's cost.
      for (const how of n % 2 === 0 ? (["bare", "router"] as const) : (["router", "bare"] as const)) {
        const took = await round(calls[what][how], atOnce);
        if (n >= WARM_UP) process.stdout.write(`${JSON.stringify({ what, atOnce, how, ...took })}\n`);
      }
    }
await router.close();
toPrimary.disconnect();
toReplica.disconnect();
