import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { heapFlags } from "./boot/heap.mjs";

/**
 * Takes a hundred MB at once and lets go of them; then goes on as steadily as polls do, with a few MB that are replaced all
 * the time, until they are given back, or V8 has collected all a hundred times. Not the first collection that ends after
 * the flag was set need be one that gives back: what V8 marks step by step may have begun before.
 */
const program = (module: string): string => `
  import { constants, PerformanceObserver } from "node:perf_hooks";
  import { giveBackMemory } from ${JSON.stringify(module)};
  if (process.argv[1] === "gives") giveBackMemory(100);
  const rss = () => process.memoryUsage.rss() / 2 ** 20;
  let much = Array.from({ length: 1_000_000 }, (_, i) => ({ i, of: [i] }));
  const mostMiB = rss();
  much = null;
  let collections = 0;
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries())
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
  }).observe({ entryTypes: ["gc"] });
  const current = [];
  const most = { collections: 100, keptMiB: 0.75 * mostMiB };
  for (let n = 0; collections < 10 || (rss() >= most.keptMiB && collections < most.collections); ) {
    for (const end = n + 5_000; n < end; n += 1) current[n % 150_000] = { n, of: [n, n] };
    await new Promise(setImmediate);
  }
  console.log(JSON.stringify({ mostMiB, nowMiB: rss() }));
`;

const Told = z.object({ mostMiB: z.number(), nowMiB: z.number() });

async function run(gives: "gives" | "keeps"): Promise<z.infer<typeof Told>> {
  const source = program(new URL("./give-back.ts", import.meta.url).href);
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...heapFlags,
    "--input-type=module",
    "--eval",
    source,
    gives,
  ]);
  return Told.parse(JSON.parse(stdout));
}

// 298 MiB at a thousand instances, of which 20 to 40 were pages that V8 kept from its worst second.
test("what was taken at once and let go of is given back while polls go on", async () => {
  const { mostMiB, nowMiB } = await run("gives");
  expect(nowMiB).toBeLessThan(0.75 * mostMiB);
});

test("V8 by itself would keep it: the day it does not, giveBackMemory has become needless", async () => {
  const { mostMiB, nowMiB } = await run("keeps");
  expect(nowMiB).toBeGreaterThan(0.9 * mostMiB);
});
