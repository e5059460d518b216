import { findChromium } from "./chromium.mjs";
import { ensureBuilt, ensureInstalled, main, pinned, run } from "./common.mjs";

main(async (args) => {
  await ensureInstalled();
  await ensureBuilt();
  const [node, argv] = pinned("playwright", "test", ...args);
  process.exitCode = await run(node, argv, { env: { TIDEMARK_CHROMIUM: await findChromium() } });
});
