import { createServer, type Server } from "node:net";
import { afterEach } from "vitest";
import { findServer, type LocalServer, type ServerBinary } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startGroup, stopServers, type TestGroup } from "@/server/testing/group";
import { listen } from "@/server/testing/listen";
import { waitFor } from "@/server/testing/wait-for";
import { createReadRouter, type ReadRouter, type RouterEvent, type RouterOptions } from ".";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Does this after the test. */
export const afterwards = (close: () => unknown): number => closers.push(close);

export async function ownServer(): Promise<ServerBinary> {
  const found = await findServer({ install: false });
  if ("missing" in found) throw new Error(found.missing);
  return found;
}

/** Servers that are gone after the test. */
export async function groupOf(
  replicas: number,
  more: Partial<Parameters<typeof startGroup>[0]> = {},
): Promise<TestGroup> {
  const group = await startGroup({ binary: await ownServer(), replicas, ...more });
  afterwards(() => group.stop());
  return group;
}

export const stopAfterwards = (server: LocalServer): LocalServer => {
  afterwards(() => stopServers([server]));
  return server;
};

export interface Routed {
  readonly router: ReadRouter;
  readonly events: RouterEvent[];
}

/** A router that looks often, ready, and closed after the test. */
export async function routerFor(
  seeds: readonly { readonly host: string; readonly port: number }[],
  more: Partial<RouterOptions> = {},
): Promise<Routed> {
  const events: RouterEvent[] = [];
  const router = createReadRouter({
    seeds: seeds.map(({ host, port }) => ({ host, port })),
    pollMs: 100,
    onEvent: (event) => events.push(event),
    ...more,
  });
  afterwards(() => router.close());
  await router.ready();
  return { router, events };
}

/** Resolves when so many replicas are read from. */
export const untilIn = (router: ReadRouter, replicas: number): Promise<boolean> =>
  waitFor(`${replicas} replicas are in`, () => countIn(router) === replicas);

export const countIn = (router: ReadRouter): number =>
  router.members().filter((member) => member.in && member.role === "replica").length;

export const promote = (server: LocalServer): Promise<unknown> => ask(server, [["REPLICAOF", "NO", "ONE"]]);

export const follow = (server: LocalServer, upstream: { host: string; port: number }): Promise<unknown> =>
  ask(server, [["REPLICAOF", upstream.host, String(upstream.port)]]);

/** A server that accepts connections and never says a word. */
export async function mute(): Promise<{ host: string; port: number }> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    afterwards(() => socket.destroy());
  });
  const port = await listen(server);
  afterwards(() => server.close());
  return { host: "127.0.0.1", port };
}

/** The code of the error that a call ends with; null: it ended well. */
export const codeOf = (call: Promise<unknown>): Promise<string | null> =>
  call.then(
    () => null,
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
