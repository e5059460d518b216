import { createServer } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { Fault } from "@/lib/contract";
import { answerError } from "@/server/http/problems";
import { createLogger } from "@/server/log";
import type { Demo } from "@/server/ports";

/** Where the holder of a group and its dashboards meet. In the group's folder, which is its owner's alone. */
export const socketIn = (dir: string): string => join(dir, "demo.sock");

/**
 * Lends a demo's servers to other processes of this user, at a Unix socket: `connectDemo` is the other end.
 * @returns what ends the lending; requests under way are cut.
 */
export async function exposeDemo(demo: Demo, path: string): Promise<() => void> {
  const log = createLogger("info");
  const app = new Hono();
  app.onError((error, context) => answerError(error, context, log));
  app.get("/", async (context) => context.json(await demo.state()));
  app.post("/faults", async (context) =>
    context.json(await demo.inject(Fault.parse(await context.req.json()))),
  );
  const server = createServer(getRequestListener((request) => app.fetch(request)));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(path, resolve);
  });
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
