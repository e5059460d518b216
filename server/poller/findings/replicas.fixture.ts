import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { startReplica, stopServers } from "@/server/testing/group";
import { waitFor } from "@/server/testing/wait-for";
import { type Faults, first, follow, set } from "./stage.fixture";

/** Saves once, and waits for the outcome. */
export async function save(server: LocalServer, outcome: "ok" | "err"): Promise<void> {
  await ask(server, [["BGSAVE"]]);
  await waitFor(`the save ends with ${outcome}`, async () => {
    const info = String(await ask(server, [["INFO", "persistence"]]));
    return info.includes("rdb_bgsave_in_progress:0") && info.includes(`rdb_last_bgsave_status:${outcome}`);
  });
}

/** No save can take the place of a folder. @returns what lets it */
export function blockSaves(server: LocalServer): () => void {
  const inTheWay = join(server.dir, "dump.rdb");
  rmSync(inTheWay, { force: true });
  mkdirSync(join(inTheWay, "not-empty"), { recursive: true });
  return () => rmSync(inTheWay, { recursive: true, force: true });
}

export const replicasFaults: Faults<
  "frozen-replica" | "replica-dies-on-failed-save" | "link-silent" | "no-backlog" | "many-direct-replicas"
> = {
  "frozen-replica": {
    when: "a replica is stopped, until it goes on",
    beside: ["instance-unreachable"],
    afterwards: ["link-down", "syncing"],
    async prepare(stage) {
      const group = await stage.group(2);
      const replica = first(group);
      stage.atEnd(() => replica.resume());
      return {
        watched: [group.primary],
        instance: idAt(replica),
        cause: async () => replica.pause(),
        mend: async () => replica.resume(),
      };
    },
  },
  "replica-dies-on-failed-save": {
    when: "a replica cannot save, until it can",
    beside: [],
    afterwards: [],
    // 6.0 goes on.
    on: (matrix) => matrix.find(({ version }) => Number.parseInt(version, 10) >= 7) ?? null,
    async prepare(stage) {
      const group = await stage.group(1, { save: "3600 1" });
      const replica = first(group);
      let unblock = (): void => {};
      return {
        watched: [group.primary],
        instance: idAt(replica),
        async cause() {
          unblock = blockSaves(replica);
          await save(replica, "err");
          await stage.lookAnew();
        },
        async mend() {
          await set(replica, "stop-writes-on-bgsave-error", "no");
          unblock();
          await save(replica, "ok");
          await stage.lookAnew();
        },
      };
    },
  },
  "link-silent": {
    when: "what the ends of a link send is swallowed, until it passes again",
    beside: ["lag-high"],
    afterwards: ["lag-high"],
    async prepare(stage) {
      const { primary, replica, way } = await stage.apart();
      return {
        watched: [primary],
        instance: idAt(replica),
        cause: async () => way.each((connection) => connection.pause()),
        mend: async () => way.each((connection) => connection.resume()),
      };
    },
  },
  "no-backlog": {
    when: "the only replica stays away for longer than repl-backlog-ttl, until it is back",
    beside: ["instance-unreachable"],
    afterwards: ["instance-unreachable", "link-down", "other-history", "syncing", "loading"],
    async prepare(stage) {
      const group = await stage.group(1, { "repl-backlog-ttl": "1" });
      const replica = first(group);
      return {
        watched: [group.primary],
        instance: idAt(group.primary),
        cause: () => replica.kill(),
        mend: () => replica.restart(),
      };
    },
  },
  "many-direct-replicas": {
    when: "a sixth replica comes, until it follows one of the others",
    beside: ["syncing", "loading", "link-down"],
    afterwards: ["link-down", "syncing"],
    async prepare(stage) {
      const group = await stage.group(5);
      let sixth: LocalServer | null = null;
      return {
        watched: [group.primary],
        instance: idAt(group.primary),
        async cause() {
          const started = await startReplica(stage.binary, group.primary);
          stage.atEnd(() => stopServers([started]));
          sixth = started;
        },
        mend: async () => (sixth === null ? null : follow(sixth, first(group))),
      };
    },
  },
};
