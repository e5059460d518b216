import { describe, expect, test, vi } from "vitest";
import type { Finding, FindingCode, Group } from "@/lib/contract";
import { otherPullers } from "@/lib/diagnosis/other-pullers";
import type { LocalServer, ServerBinary } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { startApplication } from "@/server/testing/application";
import { ask, replicationField } from "@/server/testing/ask";
import { idAt, untilGroup } from "@/server/testing/fleet";
import { isOnline, linkUp } from "@/server/testing/group";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startReplicaOn } from "./findings/other-version.fixture";
import { startPuller } from "./findings/puller.fixture";
import { blockSaves, save } from "./findings/replicas.fixture";
import { first, Stage, set } from "./findings/stage.fixture";
import { newerThan7 } from "./findings/syncs.fixture";

vi.setConfig({ maxConcurrency: 6, testTimeout: 150_000 });

const matrix = await serverMatrix();
const usual = matrix.find(({ version }) => version.startsWith("7.")) ?? matrix[0];
if (usual === undefined) throw new Error("there is no server");
const binary: LocalBinary = usual;

/** Since 7.0 a replica aborts, and errors are counted; the versions here skip 6.2. */
const isModern = ({ version }: ServerBinary): boolean => Number.parseInt(version, 10) >= 7;

async function onStage(on: ServerBinary, act: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = new Stage(on);
  try {
    await act(stage);
  } finally {
    await stage.clear();
  }
}

/** A fleet that knows the group from its primary, all links up. */
async function watch(stage: Stage, primary: LocalServer, password?: string): Promise<Fleet> {
  const fleet = await stage.watch({ watched: [primary], ...(password === undefined ? {} : { password }) });
  await untilGroup(
    fleet,
    "orders",
    "its replicas are found",
    ({ instances }) =>
      instances.length > 1 && instances.every(({ role, link }) => role === "primary" || link?.state === "up"),
  );
  await fleet.refresh("orders");
  return fleet;
}

const find = (group: Group | null, code: FindingCode): Finding | null =>
  group?.findings.find((finding) => finding.code === code) ?? null;

/** Has the slow facts read over and over until a finding of that code, about `instance`, suits. */
async function untilTold(
  fleet: Fleet,
  code: FindingCode,
  suits: (finding: Finding) => boolean = () => true,
): Promise<Finding> {
  return waitFor(
    `${code} is told`,
    async () => {
      const finding = find(await fleet.refresh("orders"), code);
      return finding !== null && suits(finding) ? finding : null;
    },
    60_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${JSON.stringify(fleet.group("orders")?.findings, null, 1)}`);
  });
}

const keysOf = async (server: LocalServer): Promise<number> => Number(await ask(server, [["DBSIZE"]]));

describe.concurrent.each(matrix)("on $name", (on) => {
  test("what waits for replicas is read where there are some", () =>
    onStage(on, async (stage) => {
      const group = await stage.group(1);
      const fleet = await watch(stage, group.primary);
      const members = fleet.members("orders");
      const buffersOf = (server: LocalServer) => members.get(idAt(server))?.slow?.replicaBuffers;
      expect(buffersOf(group.primary)).toEqual({ count: 1, largestBytes: expect.any(Number) });
      expect(buffersOf(first(group))).toBeNull();
    }));

  test("a replica that could not save aborts at the next write, as it is told, or goes on where it is not", () =>
    onStage(on, async (stage) => {
      const group = await stage.group(1, { save: "3600 1" });
      const replica = first(group);
      const fleet = await watch(stage, group.primary);
      const unblock = blockSaves(replica);
      stage.atEnd(unblock);
      await save(replica, "err");
      const told = find(await fleet.refresh("orders"), "replica-dies-on-failed-save");
      expect(told?.instance ?? null).toBe(isModern(on) ? idAt(replica) : null);
      await ask(group.primary, [["SET", "a", "1"]]);
      if (isModern(on)) await waitFor("the replica is gone", () => replica.state === "exited");
      else await waitFor("it has the write", async () => (await keysOf(replica)) === 1);
    }));

  test.each([
    ["a wrong password", "wrong"],
    ["none", ""],
  ])("a replica with %s is told to be refused, where the upstream counts whom it refuses", (_, masterauth) =>
    onStage(on, async (stage) => {
      const group = await stage.group(1);
      for (const server of group.all)
        await ask(server, [
          ["CONFIG", "SET", "masterauth", "right"],
          ["CONFIG", "SET", "requirepass", "right"],
        ]);
      const fleet = await watch(stage, group.primary, "right");
      const opened: FindingCode[] = [];
      fleet.listen({ findings: (_group, news) => opened.push(...news.map(({ code }) => code)) });
      await ask(
        first(group),
        [
          ["CONFIG", "SET", "masterauth", masterauth],
          ["CLIENT", "KILL", "TYPE", "master"],
        ],
        { login: { username: null, password: "right" } },
      );
      await untilGroup(fleet, "orders", "the link is down", (now) => find(now, "link-down") !== null);
      const { advice } = await untilTold(fleet, isModern(on) ? "login-refused" : "link-down");
      expect(advice).toMatch(isModern(on) ? /\+psync \+replconf there/ : /^Check the network/);
      // Its link flickers between down and a copy that never comes.
      expect(opened).toEqual(isModern(on) ? ["link-down", "login-refused"] : ["link-down"]);
    }),
  );
});

/** Fills buffers faster than a copy ends: it would take 20 s, and is broken off at once where it does not go by way of the disk. */
async function overflow(stage: Stage, primary: LocalServer): Promise<void> {
  await set(primary, "repl-diskless-sync", "yes");
  // Below the size of the backlog no limit counts, and Valkey has 10 MiB.
  await set(primary, "repl-backlog-size", "1mb");
  await set(primary, "client-output-buffer-limit", "replica 2mb 0 0");
  await set(primary, "rdb-key-save-delay", "1000");
  await ask(primary, [["DEBUG", "POPULATE", "20000"]]);
  // The server makes them up itself: a busy machine would bring it less than a copy takes.
  const write = `for _ = 1, 10 do redis.call("SET", KEYS[1], string.rep("x", 20000)) end`;
  const writer = await startApplication(primary, "writer", ["EVAL", write, "1", "beat"], 50);
  stage.atEnd(() => writer.close());
  await ask(primary, [
    ["DEBUG", "CHANGE-REPL-ID"],
    ["CLIENT", "KILL", "TYPE", "replica"],
  ]);
}

/** Redis 8 keeps the stream in the replica meanwhile; the others drop it. */
const overflowing = matrix.filter(
  ({ product, version }) => product === "valkey" || !version.startsWith("8."),
);

describe.concurrent("a loop of full copies", () => {
  test.each(overflowing)("is laid to the output buffer on $name", (on) =>
    onStage(on, async (stage) => {
      const { primary } = await stage.group(1);
      const fleet = await watch(stage, primary);
      await overflow(stage, primary);
      const told = await untilTold(fleet, "full-sync-loop", ({ advice }) => /drops it because/.test(advice));
      expect(told.advice).toContain(`CONFIG SET client-output-buffer-limit "replica ${4 * 1024 * 1024} 0 0"`);
    }),
  );

  const newer = newerThan7(matrix);
  const older = matrix.find(({ product, version }) => product === "redis" && version.startsWith("7.0."));
  if (newer !== null && older !== undefined)
    test("is laid to the versions where the replica cannot load the copy, and has been emptied by it", () =>
      onStage(older, async (stage) => {
        const primary = await stage.server();
        await ask(primary, [["DEBUG", "POPULATE", "100"]]);
        const promoted = await startReplicaOn(stage, primary, newerThan7);
        const fleet = await watch(stage, primary);
        await isOnline(primary, promoted);
        await ask(primary, [["FAILOVER", "TO", promoted.host, String(promoted.port), "TIMEOUT", "5000"]]);
        await waitFor("it follows", async () => (await replicationField(primary, "role")) === "slave");
        await linkUp(primary);
        expect(await untilTold(fleet, "rdb-version-skew")).toMatchObject({
          severity: "warning",
          instance: idAt(primary),
        });
        expect(await keysOf(primary)).toBe(100);

        await ask(promoted, [
          ["DEBUG", "CHANGE-REPL-ID"],
          ["CLIENT", "KILL", "TYPE", "replica"],
        ]);
        const loop = await untilTold(fleet, "full-sync-loop");
        expect(loop).toMatchObject({
          instance: idAt(primary),
          advice: expect.stringContaining("cannot load"),
        });
        expect(
          await untilTold(fleet, "rdb-version-skew", ({ severity }) => severity === "critical"),
        ).toMatchObject({
          action: { action: "detach", instance: idAt(primary) },
        });
        await ask(primary, [["REPLICAOF", "NO", "ONE"]]);
        expect(await keysOf(primary)).toBe(0);
      }));
});

describe.concurrent("what reads give", () => {
  test.each([
    ["yes", "Reads there return old data.", "1"],
    ["no", "It refuses reads with MASTERDOWN.", "MASTERDOWN"],
  ])("without a link and with replica-serve-stale-data %s: %s", (stale, words, answer) =>
    onStage(binary, async (stage) => {
      const { primary, replica, way } = await stage.apart({ "replica-serve-stale-data": stale });
      await ask(primary, [
        ["SET", "a", "1"],
        ["WAIT", "1", "5000"],
      ]);
      const fleet = await watch(stage, primary);
      way.weather.paused = true;
      way.each((connection) => connection.cut());
      const { detail } = await untilTold(fleet, "link-down");
      expect(detail).toContain(words);
      await expect(ask(replica, [["GET", "a"]]).catch(String)).resolves.toContain(answer);
    }),
  );

  test("while a replica loads beside its old data: that", () =>
    onStage(binary, async (stage) => {
      const { primary, replica, way } = await stage.apart({
        "repl-diskless-load": "swapdb",
        "repl-backlog-size": "16kb",
        "loading-process-events-interval-bytes": "1024",
      });
      await ask(primary, [
        ["DEBUG", "POPULATE", "2000"],
        ["SET", "a", "1"],
        ["WAIT", "1", "5000"],
      ]);
      const fleet = await watch(stage, primary);
      await set(replica, "key-load-delay", "2000");
      // It misses more than the backlog holds, so it copies all of the same history.
      way.each((connection) => connection.pause());
      await ask(
        primary,
        Array.from({ length: 200 }, () => ["SET", "large", "x".repeat(64_000)]),
      );
      way.each((connection) => connection.cut());
      const { evidence, detail } = await untilTold(
        fleet,
        "loading",
        (one) => one.evidence.servesOldData === true,
      );
      expect([evidence.afterCopy, detail]).toEqual([
        true,
        expect.stringContaining("reads there return old data"),
      ]);
      expect(await ask(replica, [["GET", "a"]])).toBe("1");
      await set(replica, "key-load-delay", "0");
    }));
});

test("a copy of our own is no backup that nobody knows of, and another's beside it is", () =>
  onStage(binary, async (stage) => {
    const { primary } = await stage.group(1);
    const fleet = await watch(stage, primary);
    const id = idAt(primary);
    await untilGroup(fleet, "orders", "it is watched", ({ instances }) => instances.length === 2);
    await ask(primary, [
      ["CONFIG", "SET", "repl-diskless-sync", "yes"],
      ["CONFIG", "SET", "rdbcompression", "no"],
      ["CONFIG", "SET", "rdb-key-save-delay", "20000"],
      ["DEBUG", "POPULATE", "1000", "key", "20000"],
    ]);
    const copy = await fleet.openRdb(id, {
      silenceMs: 20_000,
      prepareMs: 20_000,
      readerVersion: null,
      signal: new AbortController().signal,
    });
    stage.atEnd(() => copy.close());
    const others = async (): Promise<number | null> => {
      await fleet.refresh("orders");
      const member = fleet.members("orders").get(id);
      const lines = member?.lastReached?.view.listed ?? [];
      const readers = lines.filter(({ address }) => address.port === 0).length;
      return readers === 0 ? null : otherPullers(lines, member?.copiesFrom ?? []).length;
    };
    await waitFor("the copy is listed, and is known as ours", async () => (await others()) === 0);
    await startPuller(stage, primary);
    await waitFor("the other one is another's", async () => (await others()) === 1);
    copy.close();
    await waitFor("ours is gone, and the other one is still another's", async () => (await others()) === 1);
    expect(fleet.members("orders").get(id)?.copiesFrom).toEqual([]);
  }));

test("a program that copies an instance is nobody's replica", () =>
  onStage(binary, async (stage) => {
    const { primary, replicas } = await stage.group(1);
    const fleet = await watch(stage, primary);
    await startPuller(stage, primary);
    await waitFor("it is listed", async () =>
      /port=0,state=online/.test(String(await ask(primary, [["INFO", "replication"]]))),
    );
    await fleet.refresh("orders");
    const group = await untilGroup(
      fleet,
      "orders",
      "the puller is told of",
      (now) => find(now, "backup-puller") !== null,
    );
    expect(find(group, "backup-puller")?.evidence).toMatchObject({ readers: 1, hosts: "127.0.0.1" });
    expect(group.instances.map(({ id, replicas: below }) => [id, below]).sort()).toEqual(
      [[idAt(primary), replicas.map(idAt)], ...replicas.map((one) => [idAt(one), []])].sort(),
    );
  }));
