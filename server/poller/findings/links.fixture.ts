import { ask, replicationField } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import type { LinkProxy } from "@/server/testing/proxy";
import { waitFor } from "@/server/testing/wait-for";
import { type Faults, first, type Stage, set } from "./stage.fixture";

const PASSWORD = "one-of-many";

/** Nothing passes any more: the link breaks, and every new one hangs. */
function block(way: LinkProxy): void {
  way.weather.paused = true;
  way.each((connection) => connection.cut());
}

function unblock(way: LinkProxy): void {
  way.weather.paused = false;
  way.each((connection) => connection.resume());
}

/** A primary that comes back as another than its blocked replica knew it. @param keep what it does before its end */
async function comesBackOtherwise(stage: Stage, keep: readonly (readonly string[])[]) {
  const { primary, replica, way } = await stage.apart();
  return {
    watched: [primary, replica],
    // Whatever answers at the proxy's address is the primary, also while nobody can.
    addresses: { [idAt(way)]: idAt(primary) },
    instance: idAt(replica),
    async cause() {
      await ask(primary, [["SET", "a", "1"], ...keep, ["SET", "b", "2"], ["WAIT", "1", "5000"]]);
      block(way);
      await primary.kill();
      await primary.restart();
    },
    mend: async () => unblock(way),
  };
}

export const linksFaults: Faults<"link-down" | "syncing" | "loading" | "replica-ahead" | "other-history"> = {
  "link-down": {
    when: "a replica's password for the primary is wrong, until it is right",
    beside: ["login-refused"],
    afterwards: ["syncing"],
    async prepare(stage) {
      const group = await stage.group(2);
      const replica = first(group);
      for (const server of group.all)
        await ask(server, [
          ["CONFIG", "SET", "masterauth", PASSWORD],
          ["CONFIG", "SET", "requirepass", PASSWORD],
        ]);
      const masterauth = (value: string): Promise<unknown> =>
        ask(
          replica,
          [
            ["CONFIG", "SET", "masterauth", value],
            ["CLIENT", "KILL", "TYPE", "master"],
          ],
          { login: { username: null, password: PASSWORD } },
        );
      return {
        watched: [group.primary],
        password: PASSWORD,
        instance: idAt(replica),
        cause: () => masterauth("another"),
        mend: () => masterauth(PASSWORD),
      };
    },
  },
  syncing: {
    when: "a full copy crawls over a thin link, until the link is wide",
    beside: ["other-history", "link-down"],
    afterwards: ["loading"],
    async prepare(stage) {
      const { primary, replica, way } = await stage.apart();
      return {
        watched: [primary],
        instance: idAt(replica),
        async cause() {
          await ask(primary, [["DEBUG", "POPULATE", "20000", "k", "1000"]]);
          way.weather.bytesPerSecond = 1_000_000;
          await ask(primary, [
            ["DEBUG", "CHANGE-REPL-ID"],
            ["CLIENT", "KILL", "TYPE", "replica"],
          ]);
          await waitFor(
            "the copy has begun",
            async () => (await replicationField(replica, "master_sync_in_progress")) === "1",
          );
        },
        async mend() {
          way.each((connection) => {
            connection.weather.bytesPerSecond = null;
          });
        },
      };
    },
  },
  loading: {
    when: "a restarted replica loads its keys slowly, until they are in",
    beside: ["instance-unreachable"],
    afterwards: ["link-down"],
    async prepare(stage) {
      const group = await stage.group(1);
      const replica = first(group);
      let restarted = Promise.resolve();
      return {
        watched: [group.primary],
        instance: idAt(replica),
        async cause() {
          for (const server of group.all) await ask(server, [["DEBUG", "POPULATE", "20000"]]);
          await set(replica, "key-load-delay", "500");
          await set(replica, "loading-process-events-interval-bytes", "1024");
          await ask(replica, [["SAVE"], ["CONFIG", "REWRITE"]]);
          restarted = replica.restart();
        },
        async mend() {
          await set(replica, "key-load-delay", "0");
          await restarted;
        },
      };
    },
  },
  "replica-ahead": {
    when: "the primary comes back from an older save while its replica cannot reach it, until it can",
    beside: ["link-down", "primary-unreachable"],
    afterwards: ["syncing", "loading", "link-down"],
    prepare: (stage) => comesBackOtherwise(stage, [["SAVE"]]),
  },
  "other-history": {
    when: "the primary comes back empty while its replica cannot reach it, until it can",
    beside: ["link-down", "primary-unreachable"],
    afterwards: ["syncing", "loading", "link-down"],
    prepare: (stage) => comesBackOtherwise(stage, []),
  },
};
