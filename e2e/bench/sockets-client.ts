// A process of its own that watches one group on many sockets, so that reading costs the server nothing.
// argv: origin, group, sockets, seconds to warm up, seconds to measure. Prints one JSON line: milliseconds from each
// tick's `at` to its receipt, and how many ticks, sockets that saw none, and sockets lost there were.
import { setTimeout as pause } from "node:timers/promises";
import { io } from "socket.io-client";
import { asTest } from "@/server/testing/who";
import { quantile } from "./figure";

const [origin = "", group = "", ...numbers] = process.argv.slice(2);
const [count = 0, warmUpSeconds = 0, seconds = 0] = numbers.map(Number);
/** The server admits no flood of handshakes at once faster than it can greet them. */
const AT_ONCE = 50;

const delays: number[] = [];
const seen = new Set<number>();
let measuring = false;
let lost = 0;
for (let first = 0; first < count; first += AT_ONCE)
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, count - first) }, async (_, n) => {
      const socket = io(origin, {
        path: "/live",
        transports: ["websocket"],
        extraHeaders: { origin, ...asTest },
        forceNew: true,
        reconnection: false,
      });
      socket.on("tick", ({ at }: { at: number }) => {
        if (!measuring) return;
        delays.push(Date.now() - at);
        seen.add(first + n);
      });
      await new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("connect_error", reject);
      });
      socket.on("disconnect", () => {
        lost += 1;
      });
      await socket.emitWithAck("watch", { groups: [group] });
    }),
  );
await pause(warmUpSeconds * 1000);
measuring = true;
await pause(seconds * 1000);
const result = {
  ticks: delays.length,
  deaf: count - seen.size,
  lost,
  p50: quantile(delays, 0.5),
  p99: quantile(delays, 0.99),
  worst: delays.reduce((most, one) => Math.max(most, one), 0),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
