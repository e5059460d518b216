// The demo's group with reload on both sides: Next reloads the page, tsx restarts the server.
import { ensureInstalled, main, pinned, run } from "./common.mjs";

main(async (args) => {
  await ensureInstalled();
  const [node, argv] = pinned(
    "tsx",
    "watch",
    "--include",
    "server/**/*.ts",
    "--include",
    "lib/**/*.ts",
    "server/cli.ts",
    "demo",
    "--dev",
    ...args,
  );
  process.exitCode = await run(node, argv, { env: { NODE_ENV: "development" } });
});
