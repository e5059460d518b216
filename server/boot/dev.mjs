// The demo's group, which stays, and the dashboard on it with reload on both sides: Next for pages, tsx for the server.
import { ensureInstalled, main, node, run } from "./common.mjs";

main(async (args) => {
  await ensureInstalled();
  // Not by tsx's own command: that would stand between us and the group's holder, and kill it if it is slow to stop.
  const argv = ["--import", "tsx", "server/demo/dev/main.ts", ...args];
  process.exitCode = await run(node, argv, { env: { NODE_ENV: "development" } });
});
