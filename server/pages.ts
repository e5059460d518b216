import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { formatListen, type Listen } from "./settings/listen";

export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

/**
 * Next.js on our own server. It adds an upgrade listener of its own for hot reload and leaves other paths alone.
 * @param dir the package's root, with `.next` and `app` in it.
 * @param basePath the path that the pages lie under, `""` for none; a build of them for it must stand (server/page-build.ts).
 */
export async function openPages(options: {
  readonly dev: boolean;
  readonly dir: string;
  readonly server: Server;
  readonly listen: Listen;
  readonly basePath: string;
}): Promise<Pages> {
  const { dev, dir, server, listen, basePath } = options;
  // React picks its build by NODE_ENV when it is first loaded, so this stands before the import; next.config.mjs reads the path.
  Object.assign(process.env, {
    NODE_ENV: dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PAGE_BASE_PATH: basePath,
  });
  const { default: next } = await import("next");
  const app = next({ dev, dir, httpServer: server, hostname: listen.host, port: listen.port });
  await app.prepare();
  const handle = app.getRequestHandler();
  if (dev) takeUpgrades(listen);
  return {
    handle: (request, response) => handle(request, response),
    close: () => app.close(),
  };
}

/**
 * Next listens for upgrades from its first request on. A page that was open before a restart sends none:
 * it asks for the upgrade of hot reload, and tries again until somebody answers.
 */
function takeUpgrades(listen: Listen): void {
  fetch(`http://${formatListen(listen)}/_next/static/first`).catch(() => undefined);
}
