import { ensureBuilt, ensureInstalled, main } from "./common.mjs";

main(async () => {
  await ensureInstalled();
  await ensureBuilt();
});
