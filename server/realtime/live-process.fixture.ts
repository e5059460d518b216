import { rmSync } from "node:fs";
import { pino } from "pino";
import { asTest } from "@/server/testing/who";
import { startForTest } from "@/server/tidemark.fixture";

/**
 * A Tidemark in a process of its own, so that its memory is its own, and its end would be. Told the seed of its group; tells
 * where it listens, and its memory after a collection whenever it is sent a word.
 */
const [seed = ""] = process.argv.slice(2);
const tidemark = await startForTest([seed], {
  // Kept by nobody: what a test keeps of the log would look like a leak.
  options: { log: pino({ level: "info" }, { write: () => {} }) },
});
process.on("message", () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage());
});
process.on("disconnect", () => {
  rmSync(tidemark.dataDir, { recursive: true, force: true });
  process.exit();
});
process.send?.({ url: tidemark.url, headers: { Origin: tidemark.url, ...asTest } });
