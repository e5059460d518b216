import { connectorWithin } from "@/server/redis/connector";
import { Networks } from "@/server/redis/networks";
import { createReadRouter, type ReadRouter } from "@/server/router";
import type { Address, Connect, ReadsFrom } from "./messages";

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

/** So many clients, each with connections of its own, once each of them knows the primary. */
export async function openClients(
  where: Omit<Connect, "do" | "plan">,
  count: number,
): Promise<readonly LoadClient[]> {
  const routers = Array.from({ length: count }, () => routerFor(where));
  try {
    await Promise.all(routers.map((router) => router.ready()));
  } catch (error) {
    await Promise.all(routers.map((router) => router.close()));
    throw error;
  }
  return routers.map((router) => clientOf(router, where.readsFrom));
}

function routerFor({ dial, seeds }: Omit<Connect, "do" | "plan">): ReadRouter {
  return createReadRouter({
    seeds,
    redis: {
      ...(dial.username !== null && { username: dial.username }),
      ...(dial.password !== null && { password: dial.password }),
      ...(dial.tls !== null && { tls: {} }),
      Connector: connectorWithin({ networks: new Networks(dial.networks), tls: dial.tls }),
    },
    pollMs: POLL_MS,
  });
}

function clientOf(router: ReadRouter, readsFrom: ReadsFrom): LoadClient {
  const source = sources(readsFrom);
  return {
    async write(words) {
      await router.write(words);
    },
    async read(words) {
      const answer = await router.read(words, source());
      return answer.from.role;
    },
    close: () => router.close(),
  };
}

/** Where the next read goes. */
function sources(readsFrom: ReadsFrom): () => { from?: "primary" | Address } {
  if (readsFrom === "router") return () => ({});
  if (readsFrom === "primary") return () => ({ from: "primary" });
  let turn = Math.floor(Math.random() * readsFrom.length);
  return () => {
    turn = (turn + 1) % readsFrom.length;
    const from = readsFrom[turn];
    return from === undefined ? {} : { from };
  };
}
