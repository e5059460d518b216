import { setTimeout as delay } from "node:timers/promises";
import { formatAddress } from "@/lib/info/address";
import { Networks } from "@/server/redis/networks";
import { guardedRouterOptions } from "@/server/redis/router-options";
import { createReadRouter, type ReadOptions, type ReadRouter } from "@/server/router";
import type { Connect, ReadsFrom } from "./messages";

/** What reads and writes, as an application would: through a read router of its own. */
export interface LoadClient {
  /** @throws RouterError when it was not acknowledged */
  write(words: readonly string[]): Promise<void>;
  /** @returns who answered. @throws RouterError when nobody did */
  read(words: readonly string[]): Promise<"primary" | "replica">;
  close(): Promise<void>;
}

/** The servers do not change their roles while they are measured: each look costs them something. */
const POLL_MS = 1_000;

/** How long a router may take to connect to the replicas that it has found. */
const CONNECT_MS = 10_000;
const LOOK_MS = 10;

type Where = Omit<Connect, "do" | "plan">;

/** So many clients, each with connections of its own, once each of them knows the primary and reads from the replicas. */
export async function openClients(where: Where, count: number): Promise<readonly LoadClient[]> {
  const routers = Array.from({ length: count }, () => routerFor(where));
  try {
    await Promise.all(routers.map((router) => readyToRead(router, where.replicas)));
  } catch (error) {
    await Promise.all(routers.map((router) => router.close()));
    throw error;
  }
  return routers.map((router) => clientOf(router, where.readsFrom));
}

function routerFor({ dial, seeds, names }: Where): ReadRouter {
  const networks = new Networks(dial.networks);
  const dialled = new Map(names.map((name) => [formatAddress(name.announced), name.dialled]));
  return createReadRouter({
    seeds,
    redis: guardedRouterOptions(
      (endpoint) => ({ endpoint, networks, tls: dial.tls }),
      dial,
      dial.tls !== null,
    ),
    pollMs: POLL_MS,
    map: (address) => dialled.get(formatAddress(address)) ?? address,
  });
}

async function readyToRead(router: ReadRouter, replicas: number): Promise<void> {
  await router.ready();
  const end = performance.now() + CONNECT_MS;
  for (;;) {
    const found = router.members().filter((member) => member.role === "replica");
    if (found.filter((member) => member.in).length >= replicas) return;
    if (performance.now() > end) {
      const out = found
        .filter((member) => !member.in)
        .map(({ host, port, why }) => `${host}:${port}: ${why}`);
      throw new Error(
        [`Of ${replicas} replicas ${found.length - out.length} could be read.`, ...out].join(" "),
      );
    }
    await delay(LOOK_MS);
  }
}

function clientOf(router: ReadRouter, readsFrom: ReadsFrom): LoadClient {
  const options = sources(readsFrom);
  return {
    async write(words) {
      await router.write(words);
    },
    async read(words) {
      const answer = await router.read(words, options());
      return answer.from.role;
    },
    close: () => router.close(),
  };
}

/** Where the next read goes; undefined: as the router spreads them. */
function sources(readsFrom: ReadsFrom): () => ReadOptions | undefined {
  if (readsFrom === "router") return () => undefined;
  if (readsFrom === "primary") return () => ({ from: "primary" });
  // Not all clients begin at the same one.
  let turn = Math.floor(Math.random() * readsFrom.length);
  return () => {
    turn = (turn + 1) % readsFrom.length;
    const from = readsFrom[turn];
    return from === undefined ? undefined : { from };
  };
}
