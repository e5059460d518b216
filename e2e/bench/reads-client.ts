// A process of its own that reads by the router as fast as it is answered, until its input ends.
// argv: the members, how many reads at once, the command. Prints one JSON line every 100 ms: how many reads were answered since,
// and by whom.
import { createReadRouter } from "@/server/router";
import { placesOf } from "./load";

const TELL_MS = 100;
const LARGE_BYTES = 1024 * 1024;

const [places, atOnce, ...words] = process.argv.slice(2);
const router = createReadRouter({ seeds: placesOf(places) });
await router.ready();
await router.write(["SET", "bench:small", "x".repeat(64)]);
await router.write(["SETRANGE", "bench:large", String(LARGE_BYTES - 1), "x"]);

let stopped = false;
process.stdin.resume().once("end", () => {
  stopped = true;
});
let by = new Map<string, number>();
const timer = setInterval(() => {
  const reads = [...by.values()].reduce((sum, one) => sum + one, 0);
  process.stdout.write(`${JSON.stringify({ reads, by: Object.fromEntries(by) })}\n`);
  by = new Map();
}, TELL_MS);
const reader = async (): Promise<void> => {
  while (!stopped) {
    const { from } = await router.read(words);
    const id = `${from.host}:${from.port}`;
    by.set(id, (by.get(id) ?? 0) + 1);
  }
};
await Promise.all(Array.from({ length: Number(atOnce) }, reader));
clearInterval(timer);
await router.close();
