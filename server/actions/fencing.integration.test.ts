import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Actor, buildActor, removeActor, startActor } from "./bench/actor-process.fixture";
import { idAt, openBench, rolesIn } from "./bench/bench.fixture";
import { heldOn, writeMs } from "./bench/stats.fixture";

// Two processes on one store: what one may do while, and after, the other one stands still.

const lease = { lengthMs: 1_000, renewEveryMs: 200 };
const oldOperator = { username: "old-actor", password: "for-the-old-one" };

const matrix = await serverMatrix();
const never = (): never => {
  throw new Error("missing");
};
const pick = (prefix: string) => matrix.find(({ name }) => name.startsWith(prefix)) ?? never();

beforeAll(buildActor);
afterAll(removeActor);

let group: TestGroup;
let dataDir = "";
let actors: Actor[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-fencing-"));
});
afterEach(async () => {
  for (const { child } of actors) child.kill("SIGKILL");
  await Promise.all(actors.map((actor) => actor.ended));
  actors = [];
  await group?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const act = (options: Parameters<typeof startActor>[0]): Actor => {
  const actor = startActor(options);
  actors.push(actor);
  return actor;
};
const lastWord = (actor: Actor): Record<string, unknown> => JSON.parse(actor.lines().at(-1) ?? "{}");

/** Takes every right from the old actor's login; from now on each command it sends is in ACL LOG. */
async function watchOldActor(servers: readonly LocalServer[]): Promise<void> {
  for (const server of servers)
    await ask(server, [
      ["ACL", "SETUSER", oldOperator.username, "-@all"],
      ["ACL", "LOG", "RESET"],
    ]);
}

/** What the old actor has sent since; whatever it tries is refused, and so written down. */
async function sentByOldActor(servers: readonly LocalServer[]): Promise<string[]> {
  const all: string[] = [];
  for (const server of servers) {
    const entries = await ask(server, [["ACL", "LOG"]]);
    for (const entry of Array.isArray(entries) ? entries : []) {
      const text = JSON.stringify(entry);
      if (text.includes(oldOperator.username)) all.push(text);
    }
  }
  return all;
}

test.each([
  // Redis 7: failover, persist twice, the sibling's replicaof and persist, verify.
  { server: "redis-7", point: "run.before-send:1", ends: "unchanged" },
  { server: "redis-7", point: "run.after-reply:1", ends: "partial" },
  // Redis 6: hold-pings, fence, await-offset, promote, demote, unfence, …
  { server: "redis-6", point: "run.before-send:4", ends: "unchanged" },
  { server: "redis-6", point: "run.before-send:6", ends: "partial" },
] as const)(
  "an actor stopped at $point on $server sends nothing when it wakes: a peer has ended its run",
  async ({ server, point, ends }) => {
    group = await startGroup({ binary: pick(server), replicas: 2 });
    const { username, password } = oldOperator;
    for (const one of group.all)
      await ask(one, [
        ["ACL", "SETUSER", username, "on", `>${password}`, "~*", "&*", "+@all"].filter(
          (word) => server !== "redis-6" || word !== "&*",
        ),
      ]);
    const peer = await openBench({ servers: group.all, dataDir, lease });
    await peer.actions.recover();
    const [target = never()] = group.replicas;
    const servers = group.all.map(({ host, port }) => ({ host, port }));
    const old = act({
      bench: { servers, dataDir, lease, config: { operator: oldOperator } },
      request: { action: "promote", instance: idAt(target) },
      failpoint: `${point}:stop`,
    });
    await old.stopped();
    const left = await waitFor(
      "the peer sees the run",
      async () => (await peer.store.runs.unfinished())[0] ?? null,
    );
    await waitFor("the peer shows the group as busy", () => peer.fleet.group("orders")?.run === left.id);
    await watchOldActor(group.all);

    const ended = await peer.ended(left);
    const before = JSON.stringify(ended);
    expect(ended.state, before).toBe(ends);
    expect(peer.fleet.group("orders")?.run).toBeNull();
    for (const one of group.all) expect(await heldOn(one)).toEqual({ minReplicas: "0", pingSeconds: "1" });
    const primaries = Object.entries(rolesIn(await peer.fleet.refresh("orders"))).filter(
      ([, role]) => role === "primary",
    );
    expect(primaries).toHaveLength(1);
    const primary = group.all.find((one) => idAt(one) === primaries[0]?.[0]) ?? never();
    expect(await writeMs(primary)).toBeLessThan(500);

    old.child.kill("SIGCONT");
    expect(await old.ended).toBeNull();
    expect(await sentByOldActor(group.all)).toEqual([]);
    expect(lastWord(old)).toMatchObject({
      run: left.id,
      state: ends,
      shows: null,
      warnings: expect.arrayContaining([expect.stringContaining("another one has taken the run up")]),
    });
    expect(JSON.stringify(await peer.store.runs.get(left.id))).toBe(before);
    const endings = await peer.store.audit.list({ kind: "run-ended", limit: 10 });
    expect(endings.filter((entry) => entry.run === left.id)).toHaveLength(1);
    await peer.close();
  },
);

test("of two processes that promote at once one runs, and the other is told whose run it is and shows it", async () => {
  group = await startGroup({ binary: pick("redis-7"), replicas: 2 });
  const servers = group.all.map(({ host, port }) => ({ host, port }));
  const pair = group.replicas.map((replica) =>
    act({
      bench: { servers, dataDir },
      request: { action: "promote", instance: idAt(replica) },
      waits: true,
    }),
  );
  await waitFor("both have a plan", () => pair.every((actor) => actor.lines().includes("ready")), 30_000);
  for (const { child } of pair) child.stdin?.write("go\n");
  await Promise.all(pair.map((actor) => actor.ended));
  const words = pair.map(lastWord);
  const won = words.find((word) => word.run !== undefined);
  expect(words).toContainEqual(expect.objectContaining({ state: "succeeded" }));
  expect(words).toContainEqual(expect.objectContaining({ refused: "group-busy", busyWith: won?.run }));
});

test("one Idempotency-Key is one run, sent to two processes at once", async () => {
  group = await startGroup({ binary: pick("redis-7"), replicas: 1 });
  const servers = group.all.map(({ host, port }) => ({ host, port }));
  const [replica = never()] = group.replicas;
  const pair = [1, 2].map(() =>
    act({
      bench: { servers, dataDir },
      request: { action: "promote", instance: idAt(replica) },
      key: "one-key",
      waits: true,
    }),
  );
  await waitFor("both have a plan", () => pair.every((actor) => actor.lines().includes("ready")), 30_000);
  for (const { child } of pair) child.stdin?.write("go\n");
  await Promise.all(pair.map((actor) => actor.ended));
  const [one, two] = pair.map(lastWord);
  expect(one?.state).toBe("succeeded");
  expect([two?.run, two?.state]).toEqual([one?.run, one?.state]);
});

test("a run is stopped from another process too, as far as it can be stopped", async () => {
  group = await startGroup({ binary: pick("redis-7"), replicas: 2 });
  const [first = never(), second = never()] = group.replicas;
  const [peer, actor] = [
    await openBench({ servers: group.all, dataDir, lease }),
    await openBench({ servers: group.all, dataDir, lease }),
  ];
  await peer.actions.recover();
  const plan = await actor.plan({ action: "repoint", instance: idAt(second), upstream: idAt(first) });
  // The upstream stops before the replica dials it, so the wait for the link goes on until it is ended.
  const stop = actor.actions.listen({
    run(run) {
      if (run.steps[0]?.state !== "running") return;
      stop();
      first.pause();
    },
  });
  const started = await actor.start(plan);
  await waitFor("the replica has been told", async () => {
    const run = await peer.store.runs.get(started.id);
    return run?.steps[0]?.reply === "OK" && run.cancellable;
  });
  await waitFor("the peer shows it", () => peer.fleet.group("orders")?.run === started.id);
  await peer.actions.cancel(started.id, "eve");
  const ended = await actor.ended(started);
  first.resume();
  expect(ended.steps[0]).toMatchObject({ state: "failed", error: expect.stringContaining("Cancelled") });
  const [entry] = await peer.store.audit.list({ kind: "cancel", limit: 1 });
  expect(entry).toMatchObject({ actor: "eve", run: started.id });
  await expect(peer.actions.cancel(started.id)).rejects.toMatchObject({ code: "not-cancellable" });
  await actor.close();
  await peer.close();
});
