import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Run } from "@/lib/contract";
import { type Actor, startActor } from "@/server/actions/bench/actor-process.fixture";
import { type Bench, idAt, openBench } from "@/server/actions/bench/bench.fixture";
import { shortLease, twoProcesses } from "@/server/actions/bench/two-processes.fixture";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { calls, someAreIn, takeBackup } from "./restore.fixture";

// Two processes on one store: whoever carries a restore out is killed, or stands still, and the other one ends its run truthfully.

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;
const KEYS = 800;

const closing = twoProcesses();

interface Scene {
  readonly target: LocalServer;
  readonly peer: Bench;
  readonly actor: Actor;
  readonly proxy: LinkProxy;
}

/** A peer that looks on, and an actor that restores 16 MB into an empty instance: where it dies at no point by itself, for seconds. */
async function start(failpoint?: string): Promise<Scene> {
  const [source, target] = await Promise.all([
    startTestServer(binary, { rdbcompression: "no" }),
    startTestServer(binary),
  ]);
  closing.push(() => stopServers([source, target]));
  await ask(source, [["DEBUG", "POPULATE", String(KEYS), "key", "20000"]]);
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-restore-lease-"));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const proxy = await LinkProxy.start(target);
  closing.push(() => proxy.close());
  const servers = [source, proxy].map(({ host, port }) => ({ host, port }));
  const peer = await openBench({ servers, dataDir, lease: shortLease });
  closing.push(() => peer.close());
  const backup = await takeBackup(peer, source);
  await peer.actions.recover();
  if (failpoint === undefined) proxy.weather.bytesPerSecond = 5_000_000;
  const actor = startActor({
    bench: { servers, dataDir, lease: shortLease },
    request: { action: "restore", instance: idAt(proxy), backup },
    ...(failpoint !== undefined && { failpoint }),
  });
  closing.push(async () => {
    actor.child.kill("SIGKILL");
    await actor.ended;
  });
  return { target, peer, actor, proxy };
}

const running = ({ store }: Bench): Promise<Run> =>
  waitFor("the peer sees the run", async () => (await store.runs.unfinished())[0] ?? null, 30_000);

const keysIn = async (server: LocalServer): Promise<number> => Number(await ask(server, [["DBSIZE"]]));

test.each([
  ["run.before-send:1", "unchanged", 0],
  ["run.after-journal:1", "unchanged", 0],
  ["run.before-send:2", "unchanged", 0],
  ["run.after-journal:2", "partial", KEYS],
] as const)("killed at %s, its run ends as %s, with %i keys in", async (failpoint, state, keys) => {
  const { target, peer, actor } = await start(failpoint);
  const run = await running(peer);
  expect(await actor.ended).toBe("SIGKILL");
  const ended = await peer.ended(run);
  expect(ended.state).toBe(state);
  expect(await keysIn(target)).toBe(keys);
  expect(ended.advice === null).toBe(keys === 0);
  expect(await calls(target, "flushall")).toBe(0);
});

test("killed in the midst of it, its run says how many keys are in, and what a person does", async () => {
  const { target, peer, actor } = await start();
  const run = await running(peer);
  await someAreIn(target);
  actor.child.kill("SIGKILL");
  const ended = await peer.ended(run);
  const held = await keysIn(target);
  expect(ended).toMatchObject({
    state: "partial",
    summary: expect.stringContaining(`holds ${held} keys, and the backup 800.`),
    advice: expect.stringContaining("FLUSHALL"),
  });
});

test("one that stood still sends nothing of note when it wakes: a peer has ended its run", async () => {
  const { target, peer, actor, proxy } = await start();
  const run = await running(peer);
  await someAreIn(target);
  actor.child.kill("SIGSTOP");
  // From here on only the actor itself could be what holds anything back.
  proxy.each((connection) => {
    connection.weather.bytesPerSecond = null;
  });
  const ended = await peer.ended(run);
  expect(ended.state).toBe("partial");
  const held = await keysIn(target);
  actor.child.kill("SIGCONT");
  expect(await actor.ended).toBeNull();
  // One piece of 64 KiB may have been on its way to the kernel: three keys and a part of one.
  expect((await keysIn(target)) - held).toBeLessThanOrEqual(4);
  expect((await peer.store.runs.get(run.id))?.summary).toBe(ended.summary);
});
