import { ensureBuiltFor } from "./build-for-path.mjs";
import { ensureBuilt, ensureInstalled, main, Stop } from "./common.mjs";

// `npm run build -- --path /tidemark` also builds the page for that path, as a public-url with a path needs it.
main(async (args) => {
  const [flag, path, ...more] = args;
  if (flag !== undefined && (flag !== "--path" || path === undefined || more.length > 0))
    throw new Stop("Allowed: nothing, or --path /tidemark.");
  await ensureInstalled();
  const stamp = await ensureBuilt();
  if (path !== undefined) await ensureBuiltFor(path, stamp);
});
