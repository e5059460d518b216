import { chmodSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { freePort, type LocalServer, startServer } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { isOnline, linkUp, stopServers } from "@/server/testing/group";
import { LOOPBACK, listen } from "@/server/testing/listen";
import { LinkProxy } from "@/server/testing/proxy";
import { waitFor } from "@/server/testing/wait-for";
import { type Faults, first, follow, type Prepared, type Stage, set } from "./stage.fixture";

/** A setting of `server` goes from `bad` back to `good`, and the slow facts are read at once. */
const setting = (
  server: LocalServer,
  name: string,
  bad: string,
  good: string,
): Pick<Prepared, "cause" | "mend"> => ({
  async cause(fleet) {
    await set(server, name, bad);
    await fleet.refresh("orders");
  },
  async mend(fleet) {
    await set(server, name, good);
    await fleet.refresh("orders");
  },
});

/** A save of `server`, and what became of it; a copy to a replica may still be counted as one. */
async function save(server: LocalServer, fleet: Fleet): Promise<void> {
  const saving = async () =>
    /rdb_bgsave_in_progress:1/.test(String(await ask(server, [["INFO", "persistence"]])));
  await waitFor("no save is under way", async () => !(await saving()));
  await ask(server, [["BGSAVE"]]);
  await waitFor("the save has ended", async () => !(await saving()));
  await fleet.refresh("orders");
}

/** A server that was given its settings without a file: `redis-server -` reads them from its input. */
async function startWithoutFile(stage: Stage, upstream: LocalServer): Promise<LocalServer> {
  const made = await stage.server();
  const binary = join(made.dir, "without-file");
  writeFileSync(binary, `#!/bin/sh\nexec '${stage.binary.path}' - < "$1"\n`);
  chmodSync(binary, 0o755);
  const settings = {
    save: "86400 1",
    replicaof: `${upstream.host} ${upstream.port}`,
    "repl-diskless-sync-delay": "0",
  };
  const server = await startServer({ binary, dir: join(made.dir, "bare"), settings });
  stage.atEnd(() => stopServers([server]));
  await linkUp(server);
  return server;
}

/** A way to `server` on which its INFO says a time that is `skew.seconds` ahead: servers take their clock from the host. */
async function clockProxy(stage: Stage, server: LocalServer, skew: { seconds: number }) {
  const listener = createServer((client) => {
    const upstream = connect({ host: server.host, port: server.port });
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    client.pipe(upstream);
    upstream.setEncoding("latin1").on("data", (text: string) => {
      const shifted = text.replace(/(server_time_usec:)(\d+)(\d{6}\r)/g, (_, name, seconds, rest) => {
        return `${name}${Number(seconds) + skew.seconds}${rest}`;
      });
      client.write(shifted, "latin1");
    });
  });
  const port = await listen(listener);
  stage.atEnd(() => listener.close());
  return { host: LOOPBACK, port };
}

/** Proxies on Tidemark's way to each of `servers`; the servers reach each other without. */
async function waysTo(stage: Stage, servers: readonly LocalServer[]) {
  const ways = await Promise.all(servers.map((server) => LinkProxy.start(server)));
  for (const way of ways) stage.atEnd(() => way.close());
  const pairs = servers.map((server, i) => [idAt(server), idAt(ways[i] ?? server)]);
  return { ways, addresses: Object.fromEntries(pairs) };
}

export const primariesFaults: Faults<
  | "poller-cut-off"
  | "frozen-primary"
  | "wiped-primary"
  | "writes-refused"
  | "memory-full"
  | "orphan-primary"
  | "chain-after-failover"
  | "announce-unreachable"
  | "clock-skew"
  | "config-not-saved"
  | "primary-without-persistence"
  | "monitor-lacks-rights"
> = {
  "poller-cut-off": {
    when: "nothing gets through to Tidemark from anybody while the group goes on, until it does",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const group = await stage.group(2);
      const { ways, addresses } = await waysTo(stage, group.all);
      return {
        watched: ways,
        addresses,
        instance: null,
        async cause() {
          for (const way of ways) {
            way.weather.paused = true;
            way.each((connection) => connection.pause());
          }
        },
        async mend() {
          for (const way of ways) {
            way.weather.paused = false;
            way.each((connection) => connection.resume());
          }
        },
      };
    },
  },
  "frozen-primary": {
    when: "the primary's process is stopped, until it goes on",
    beside: ["instance-unreachable"],
    afterwards: ["instance-unreachable"],
    async prepare(stage) {
      const { primary } = await stage.group(2);
      return {
        watched: [primary],
        instance: idAt(primary),
        cause: async () => primary.pause(),
        mend: async () => primary.resume(),
      };
    },
  },
  "wiped-primary": {
    when: "the primary is killed before it ever saved, and comes back empty, until it is filled again",
    beside: [
      "primary-unreachable",
      "instance-unreachable",
      "link-down",
      "other-history",
      "syncing",
      "loading",
    ],
    afterwards: ["syncing", "loading", "link-down"],
    async prepare(stage) {
      const { primary } = await stage.group(2);
      const fill = [["DEBUG", "POPULATE", "100"]];
      await ask(primary, fill);
      return {
        watched: [primary],
        instance: idAt(primary),
        async cause() {
          await primary.kill();
          await primary.restart();
        },
        async mend(fleet) {
          await ask(primary, fill);
          await fleet.refresh("orders");
        },
      };
    },
  },
  "writes-refused": {
    when: "a save fails since its file cannot be written, until one succeeds",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const { primary } = await stage.group(1);
      const inTheWay = join(primary.dir, "dump.rdb");
      return {
        watched: [primary],
        instance: idAt(primary),
        async cause(fleet) {
          mkdirSync(inTheWay);
          await save(primary, fleet);
        },
        async mend(fleet) {
          rmdirSync(inTheWay);
          await save(primary, fleet);
        },
      };
    },
  },
  "memory-full": {
    when: "maxmemory is set below what is used, until it is raised",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const { primary } = await stage.group(1);
      return {
        watched: [primary],
        instance: idAt(primary),
        ...setting(primary, "maxmemory", "100kb", "1gb"),
      };
    },
  },
  "orphan-primary": {
    when: "a replica is made a primary and left alone, until it follows again",
    beside: ["two-primaries"],
    afterwards: ["syncing", "loading", "link-down", "other-history", "two-primaries"],
    async prepare(stage) {
      const group = await stage.group(2);
      const orphan = first(group);
      return {
        watched: [group.primary],
        instance: idAt(orphan),
        cause: () => follow(orphan, null),
        mend: () => follow(orphan, group.primary),
      };
    },
  },
  "chain-after-failover": {
    when: "a sibling is left below the old primary by FAILOVER, until it is re-pointed",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const group = await stage.group(2);
      const [successor, sibling] = group.replicas;
      if (successor === undefined || sibling === undefined) throw new Error("no replicas");
      const to = ["TO", successor.host, String(successor.port)];
      for (const replica of group.replicas) await isOnline(group.primary, replica);
      return {
        // All of them: who is found after the failover was not seen beside the old primary.
        watched: group.all,
        instance: idAt(sibling),
        cause: () => ask(group.primary, [["FAILOVER", ...to]]),
        mend: () => follow(sibling, successor),
      };
    },
  },
  "announce-unreachable": {
    when: "a replica announces a port where nobody listens, until it announces its own",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const group = await stage.group(2);
      const replica = first(group);
      const announce = async (port: number): Promise<void> => {
        await set(replica, "replica-announce-port", String(port));
        await ask(replica, [["CLIENT", "KILL", "TYPE", "master"]]);
      };
      const nobody = await freePort(LOOPBACK);
      return {
        watched: group.all,
        discover: false,
        instance: idAt(replica),
        cause: () => announce(nobody),
        mend: () => announce(0),
      };
    },
  },
  "clock-skew": {
    when: "what a replica says of the time is a minute ahead, until it is right",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const group = await stage.group(1);
      const replica = first(group);
      const skew = { seconds: 0 };
      const way = await clockProxy(stage, replica, skew);
      const shift = (seconds: number) => async (fleet: Fleet) => {
        skew.seconds = seconds;
        await fleet.refresh("orders");
      };
      return {
        watched: [group.primary, way],
        addresses: { [idAt(replica)]: idAt(way) },
        instance: idAt(way),
        cause: shift(60),
        mend: shift(0),
      };
    },
  },
  "config-not-saved": {
    when: "a replica that runs without a config file is re-pointed, until it is back where it began",
    beside: ["link-down"],
    afterwards: ["link-down"],
    async prepare(stage) {
      const group = await stage.group(1);
      const bare = await startWithoutFile(stage, group.primary);
      return {
        watched: [group.primary],
        instance: idAt(bare),
        cause: () => follow(bare, first(group)),
        mend: () => follow(bare, group.primary),
      };
    },
  },
  "primary-without-persistence": {
    when: "the save points of a primary are taken away, until they are back",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const { primary } = await stage.group(1);
      return { watched: [primary], instance: null, ...setting(primary, "save", "", "86400 1") };
    },
  },
  "monitor-lacks-rights": {
    when: "the right to read settings is taken from the user, until it has it again",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const { primary } = await stage.group(1);
      return {
        watched: [primary],
        instance: null,
        async cause(fleet) {
          await ask(primary, [["ACL", "SETUSER", "default", "-config"]]);
          await fleet.refresh("orders");
        },
        mend: () =>
          ask(primary, [
            ["ACL", "SETUSER", "default", "+@all"],
            ["CLIENT", "KILL", "TYPE", "normal"],
          ]),
      };
    },
  },
};
