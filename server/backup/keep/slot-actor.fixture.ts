import { once } from "node:events";
import { createStore } from "@/server/store";

/**
 * A process of its own that takes a slot once it is told to, says whether it was the first, and then stands there to be killed.
 * Its argument is `{ dataDir, slotMs }` as JSON.
 */
const { dataDir, slotMs } = JSON.parse(process.argv[2] ?? "{}");
const store = await createStore(dataDir, {
  tiers: [{ stepMs: 1000, keepMs: 3_600_000 }],
  pollIntervalMs: 200,
});
process.stdout.write("ready\n");
await once(process.stdin, "data");
const won = await store.slots.claim({ kind: "backup", group: "orders", slotMs }, slotMs);
process.stdout.write(won ? "won\n" : "lost\n");
setInterval(() => {}, 60_000);
