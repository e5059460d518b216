import { ensureBuilt, ensureInstalled, main, pinned, run } from "./common.mjs";

main(async (args) => {
  await ensureInstalled();
  await ensureBuilt();
  const [node, argv] = pinned("tsx", "e2e/torture/main.ts", ...args);
  process.exitCode = await run(node, argv);
});
