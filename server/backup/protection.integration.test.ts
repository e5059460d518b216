import { describe, expect, test } from "vitest";
import type { Group } from "@/lib/contract";
import { type Bench, openBench } from "@/server/actions/bench/bench.fixture";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { idAt, untilGroup } from "@/server/testing/fleet";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";

/** Ends what a test started, last things first. */
type AtEnd = (end: () => Promise<void>) => void;

async function start(
  binary: LocalBinary,
  atEnd: AtEnd,
): Promise<{ one: LocalServer; two: LocalServer; bench: Bench }> {
  const one = await startTestServer(binary);
  atEnd(() => stopServers([one]));
  const two = await startReplica(binary, one);
  atEnd(() => stopServers([two]));
  const bench = await openBench({ servers: [one, two] });
  atEnd(() => bench.close());
  return { one, two, bench };
}

const write = (to: LocalServer): Promise<unknown> => ask(to, [["SET", "key", "x".repeat(1000)]]);

const offsetOf = async (server: LocalServer): Promise<number> =>
  Number(await replicationField(server, "master_repl_offset"));

const until = (bench: Bench, what: string, holds: (group: Group) => boolean): Promise<Group> =>
  untilGroup(bench.fleet, "orders", what, holds);

/** Once the group has seen the last write, it counts as the server itself does: by what that says before and after. */
async function counted(bench: Bench, primary: LocalServer, backupOffset: number): Promise<void> {
  await write(primary);
  const written = await offsetOf(primary);
  const { protection } = await until(bench, "the group has seen the write", (group) => {
    const offset = group.instances.find(({ id }) => id === idAt(primary))?.offset ?? 0;
    return group.primary === idAt(primary) && offset >= written;
  });
  expect(protection?.unknown).toBeNull();
  expect(protection?.bytes).toBeGreaterThanOrEqual(written - backupOffset);
  expect(protection?.bytes).toBeLessThanOrEqual((await offsetOf(primary)) - backupOffset);
}

describe.concurrent.each(await serverMatrix())("what is in no verified backup, on $name", (binary) => {
  test("is what the primary was given since, over one promotion and over the next", async ({
    onTestFinished,
  }) => {
    const { one, two, bench } = await start(binary, onTestFinished);
    expect(bench.fleet.group("orders")?.protection).toBeNull();
    const { run } = await bench.run({ action: "backup", method: "wire" });
    const backup = await bench.store.backups.get(run.backup ?? "");
    const offset = backup?.offset ?? Number.NaN;
    await until(bench, "the backup counts", ({ protection }) => protection?.backup === backup?.id);
    await counted(bench, one, offset);

    await bench.run({ action: "promote", instance: idAt(two) });
    await counted(bench, two, offset);
    await bench.run({ action: "promote", instance: idAt(one) });
    // By now its replid2 is that of `two`: the backup's own is named by nobody.
    expect(await replicationField(one, "master_replid2")).not.toBe(backup?.replid);
    await counted(bench, one, offset);
  });
});

const [usual] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (usual === undefined) throw new Error("there is no redis-7");

test("cannot be told of a primary that lacks what the backup holds, nor of one that begins anew; a new backup ends that", async ({
  onTestFinished,
}) => {
  const { one, two, bench } = await start(usual, onTestFinished);
  await ask(two, [["REPLICAOF", "127.0.0.1", "1"]]);
  await write(one);
  await bench.run({ action: "backup", instance: idAt(one), method: "wire" });
  await until(bench, "it counts", ({ protection }) => protection?.unknown === null);
  await one.kill();
  await until(bench, "nobody takes writes", ({ protection }) => protection?.unknown === "no-primary");
  await ask(two, [["REPLICAOF", "NO", "ONE"]]);
  await until(bench, "the backup holds more", ({ protection }) => protection?.unknown === "ahead");

  await ask(two, [["DEBUG", "CHANGE-REPL-ID"]]);
  await until(bench, "the history is another", ({ protection }) => protection?.unknown === "other-history");
  await bench.run({ action: "backup", instance: idAt(two), method: "wire" });
  await until(bench, "the new one counts", ({ protection }) => protection?.unknown === null);
});

test("a backup that is struck from the list counts no more, and the pages are told at once", async ({
  onTestFinished,
}) => {
  const { bench } = await start(usual, onTestFinished);
  const { run } = await bench.run({ action: "backup", method: "wire" });
  await until(bench, "it counts", ({ protection, run: busy }) => protection !== null && busy === null);
  const told: (string | null)[] = [];
  bench.fleet.listen({ changed: ({ protection }) => told.push(protection?.backup ?? null) });
  await bench.store.backups.delete(run.backup ?? "");
  await until(bench, "there is none", ({ protection }) => protection === null);
  expect(told).toEqual([null]);
});
