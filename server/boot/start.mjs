import { ensureBuilt, ensureInstalled, main, tidemark } from "./common.mjs";

main(async (args) => {
  await ensureInstalled();
  await ensureBuilt();
  await tidemark(args);
});
