import type { LocalServer, ServerBinary } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { isOnline } from "@/server/testing/group";
import { waitFor } from "@/server/testing/wait-for";
import { startReplicaOn } from "./other-version.fixture";
import { type Faults, first, set } from "./stage.fixture";

/** What waits in `server` for the replica it has, in bytes. */
async function waitingBytes(server: LocalServer): Promise<number> {
  const list = String(await ask(server, [["CLIENT", "LIST", "TYPE", "replica"]]));
  return Number(/ omem=(\d+)/.exec(list)?.[1]);
}

async function fullSyncs(server: LocalServer): Promise<number> {
  const info = String(await ask(server, [["INFO", "stats"]]));
  return Number(/^sync_full:(\d+)/m.exec(info)?.[1]);
}

const MEBIBYTE = 1024 * 1024;

/** A server that reads its own data format and lower, not those above. */
const redis7 = (matrix: readonly ServerBinary[]) =>
  matrix.find(({ product, version }) => product === "redis" && version.startsWith("7.0."));

export const syncsFaults: Faults<
  "full-sync-loop" | "rdb-version-skew" | "output-buffer-near-limit" | "diskless-load-risk"
> = {
  "full-sync-loop": {
    when: "every copy to a replica is cut off, until one is not",
    beside: ["syncing", "link-down", "other-history"],
    afterwards: ["syncing", "loading", "link-down"],
    async prepare(stage) {
      const { primary, replica, way } = await stage.apart();
      let cutting: NodeJS.Timeout | null = null;
      const stop = () => {
        if (cutting !== null) clearInterval(cutting);
      };
      stage.atEnd(stop);
      return {
        watched: [primary],
        instance: idAt(replica),
        async cause() {
          const before = await fullSyncs(primary);
          await ask(primary, [["DEBUG", "POPULATE", "20000"]]);
          await set(primary, "rdb-key-save-delay", "100");
          await ask(primary, [["DEBUG", "CHANGE-REPL-ID"]]);
          cutting = setInterval(() => way.each((connection) => connection.cut()), 900);
          await waitFor("three copies are served", async () => (await fullSyncs(primary)) >= before + 3);
          await stage.lookAnew();
        },
        async mend() {
          stop();
          await set(primary, "rdb-key-save-delay", "0");
        },
      };
    },
  },
  "rdb-version-skew": {
    when: "a newer replica is made the primary of an older one, until they change back",
    beside: [],
    afterwards: [],
    on: (matrix) => (newerThan7(matrix) === null ? null : (redis7(matrix) ?? null)),
    async prepare(stage) {
      const primary = await stage.server();
      const newer = await startReplicaOn(stage, primary, newerThan7);
      return {
        watched: [primary],
        instance: idAt(primary),
        async cause() {
          await isOnline(primary, newer);
          await ask(primary, [["FAILOVER", "TO", newer.host, String(newer.port), "TIMEOUT", "5000"]]);
        },
        async mend() {
          await isOnline(newer, primary);
          await ask(newer, [["FAILOVER", "TO", primary.host, String(primary.port), "TIMEOUT", "5000"]]);
        },
      };
    },
  },
  "output-buffer-near-limit": {
    when: "a replica takes nothing while much is written, until it takes it",
    beside: ["lag-high", "link-silent"],
    afterwards: ["lag-high"],
    async prepare(stage) {
      const { primary, way } = await stage.apart({
        // A backlog that holds all of it: nothing else is amiss.
        "repl-backlog-size": "48mb",
        "client-output-buffer-limit": "replica 50mb 0 0",
      });
      return {
        watched: [primary],
        instance: idAt(primary),
        async cause() {
          way.each((connection) => connection.pause());
          // The server makes them up itself: a busy machine would take longer to bring them there than a link may be silent.
          const write = `for _ = 1, 32 do redis.call("SET", KEYS[1], string.rep("x", 64 * 1024)) end`;
          while ((await waitingBytes(primary)) < 36 * MEBIBYTE)
            await ask(primary, [["EVAL", write, "1", "large"]]);
          await stage.lookAnew();
        },
        async mend() {
          way.each((connection) => connection.resume());
          await waitFor("the replica has it all", async () => (await waitingBytes(primary)) < MEBIBYTE);
          // So much was written so fast that the present size would soon be called short.
          await set(primary, "repl-backlog-size", "256mb");
          await stage.lookAnew();
        },
      };
    },
  },
  "diskless-load-risk": {
    when: "a replica is told to drop its data before it loads, until it no longer is",
    beside: [],
    afterwards: [],
    on: (matrix) =>
      matrix.find(({ product, version }) => product === "valkey" && version.startsWith("9.1.")) ?? null,
    async prepare(stage) {
      const group = await stage.group(1);
      const replica = first(group);
      return {
        watched: [group.primary],
        instance: idAt(replica),
        async cause() {
          await set(replica, "repl-diskless-load", "flush-before-load");
          await stage.lookAnew();
        },
        async mend() {
          await set(replica, "repl-diskless-load", "disabled");
          await stage.lookAnew();
        },
      };
    },
  },
};

/** One whose data format 7.0 does not read, though it reads 7.0's. */
export const newerThan7 = (matrix: readonly ServerBinary[]): ServerBinary | null =>
  matrix.find(({ product, version }) => product === "redis" && version.startsWith("8.")) ??
  matrix.find(({ product, version }) => product === "valkey" && version.startsWith("8.")) ??
  null;
