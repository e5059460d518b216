import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Run } from "@/lib/contract";
import { type Actor, startActor } from "@/server/actions/bench/actor-process.fixture";
import { type Bench, idAt, openBench } from "@/server/actions/bench/bench.fixture";
import { shortLease, twoProcesses } from "@/server/actions/bench/two-processes.fixture";
import type { LocalServer } from "@/server/local";
import { openSqlite } from "@/server/store/sqlite";
import { ask } from "@/server/testing/ask";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { createBackupFolder } from "./targets/folder";

// Two processes on one store and one data dir: a backup is a run like any other, and its copy is nobody's once the run is lost.

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;

const closing = twoProcesses();

/** A peer that looks on, and an actor that backs up from the replica, whose data set takes seconds to come. */
async function start(
  failpoint?: string,
): Promise<{ replica: LocalServer; peer: Bench; actor: Actor; dir: string }> {
  const primary = await startTestServer(binary);
  closing.push(() => stopServers([primary]));
  await ask(primary, [["DEBUG", "POPULATE", "800", "key", "20000"]]);
  const replica = await startReplica(binary, primary, { rdbcompression: "no", "rdb-key-save-delay": "3000" });
  closing.push(() => stopServers([replica]));
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-wire-lease-"));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const servers = [primary, replica].map(({ host, port }) => ({ host, port }));
  const peer = await openBench({ servers, dataDir, lease: shortLease });
  closing.push(() => peer.close());
  await peer.actions.recover();
  const actor = startActor({
    bench: { servers, dataDir, lease: shortLease },
    request: { action: "backup", instance: idAt(replica), method: "wire" },
    ...(failpoint !== undefined && { failpoint }),
  });
  closing.push(async () => {
    actor.child.kill("SIGKILL");
    await actor.ended;
  });
  return { replica, peer, actor, dir: join(dataDir, "backups") };
}

const running = ({ store }: Bench): Promise<Run> =>
  waitFor("the peer sees the run", async () => (await store.runs.unfinished())[0] ?? null);

/** What the audit says of the steps of a run, oldest first. */
async function auditOf({ store }: Bench, { id }: Run): Promise<unknown[]> {
  const rows = (await store.audit.list({ limit: 100 })).filter(({ run }) => run === id);
  return rows
    .toReversed()
    .filter(({ detail }) => detail.step === "receive-rdb")
    .map(({ kind, detail }) => [kind, detail.command ?? detail.state]);
}

const psyncs = async (server: LocalServer): Promise<number> =>
  Number(/cmdstat_psync:calls=(\d+)/.exec(String(await ask(server, [["INFO", "commandstats"]])))?.[1] ?? 0);

/** The run, the backup and the folder as whoever took the run up left them. */
async function expectEndedByPeer(
  { peer, dir }: { peer: Bench; dir: string },
  run: Run,
  leftOver: readonly string[],
): Promise<void> {
  expect(await peer.store.runs.get(run.id)).toMatchObject({ state: "unchanged", advice: null });
  expect(await peer.store.backups.list({})).toMatchObject(run.backup === null ? [] : [{ state: "failed" }]);
  expect(readdirSync(dir)).toEqual(leftOver);
  const endings = await peer.store.audit.list({ kind: "run-ended", limit: 10 });
  expect(endings.filter((entry) => entry.run === run.id)).toHaveLength(1);
}

test("a copy is announced like a command, and asked for after it", async () => {
  const { peer, actor, replica } = await start();
  const run = await running(peer);
  await waitFor("it was asked for", async () => (await psyncs(replica)) === 1);
  expect(await auditOf(peer, run)).toEqual([["step-sent", ["PSYNC", "?", "-1"]]]);
  await actor.ended;
  expect(await auditOf(peer, run)).toEqual([
    ["step-sent", ["PSYNC", "?", "-1"]],
    ["step-ended", "done"],
  ]);
  expect(await peer.store.backups.list({})).toMatchObject([{ state: "verified", run: run.id }]);
});

test("an actor that stood still before it asked begins no copy when it wakes: a peer has ended its run", async () => {
  const scene = await start("run.before-send:1:stop");
  await scene.actor.stopped();
  const run = await running(scene.peer);
  const ended = await scene.peer.ended(run);
  scene.actor.child.kill("SIGCONT");
  expect(await scene.actor.ended).toBeNull();
  expect(await psyncs(scene.replica)).toBe(0);
  expect(ended.backup).toBeNull();
  expect((await scene.peer.store.runs.get(run.id))?.state).toBe("unchanged");
});

test("an actor that stood still while a copy came keeps nothing of it when it wakes, however much had come", async () => {
  const scene = await start();
  const run = await running(scene.peer);
  await waitFor("a part of it has come", async () => {
    const now = await scene.peer.store.runs.get(run.id);
    return now?.steps.some(({ progress }) => (progress?.fraction ?? 0) > 0.1) ?? false;
  });
  scene.actor.child.kill("SIGSTOP");
  const ended = await scene.peer.ended(run);
  await expectEndedByPeer(scene, ended, []);
  scene.actor.child.kill("SIGCONT");
  expect(await scene.actor.ended).toBeNull();
  await expectEndedByPeer(scene, ended, []);
  expect(await psyncs(scene.replica)).toBe(1);
});

test("a file that got its name while the run was lost does not stay", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-wire-lease-"));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const source = await startTestServer(binary);
  closing.push(() => stopServers([source]));
  const folder = createBackupFolder(dataDir);
  const named: string[] = [];
  const bench = await openBench({
    servers: [source],
    dataDir,
    backups: {
      ...folder,
      async begin(id) {
        const draft = await folder.begin(id);
        const keep = async (): Promise<number> => {
          const bytes = await draft.keep();
          named.push(...readdirSync(join(dataDir, "backups")));
          await loseGroup(dataDir);
          return bytes;
        };
        return {
          location: draft.location,
          keep,
          write: (piece) => draft.write(piece),
          halt: () => draft.halt(),
          drop: () => draft.drop(),
        };
      },
    },
  });
  closing.push(() => bench.close());
  const run = await bench.start(await bench.plan({ action: "backup", method: "wire" }));
  await waitFor("it has left the run alone", () =>
    bench.lines.some((line) => line.includes("another one has taken")),
  );
  expect(readdirSync(join(dataDir, "backups"))).toEqual([]);
  expect(named).toHaveLength(1);
  expect(await bench.store.backups.list({})).toMatchObject([{ run: run.id, state: "running" }]);
});

/** As if another process had taken every group. */
async function loseGroup(dataDir: string): Promise<void> {
  const { db, close } = openSqlite(dataDir, Date.now());
  await db
    .updateTable("leases")
    .set(({ eb }) => ({ token: eb("token", "+", 1) }))
    .execute();
  await close();
}
