import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import type { LocalServer, ServerSettings } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { everyType } from "@/server/testing/every-type";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { checkRdb, loadRdb } from "@/server/testing/load-rdb";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { type Bench, idAt, openBench } from "../actions/bench/bench.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A primary with what `fill` writes, a replica that has it all, and Tidemark over both. */
async function start(
  binary: LocalBinary,
  fill: readonly string[][],
  settings: ServerSettings,
): Promise<{ replica: LocalServer; bench: Bench }> {
  const primary = await startTestServer(binary, settings);
  closing.push(() => stopServers([primary]));
  if (fill.length > 0) await ask(primary, fill);
  const replica = await startReplica(binary, primary, settings);
  closing.push(() => stopServers([replica]));
  const bench = await openBench({ servers: [primary, replica] });
  closing.push(() => bench.close());
  return { replica, bench };
}

const fileOf = (bench: Bench, { id }: Backup): string => join(bench.dataDir, "backups", `${id}.rdb`);

async function newest(bench: Bench): Promise<Backup> {
  const [backup] = await bench.store.backups.list({});
  if (backup === undefined) throw new Error("no backup");
  return backup;
}

/** Loads the file where nobody else has a hand in it, and compares all it holds with the source. */
async function expectSame(binary: LocalBinary, source: LocalServer, file: string): Promise<void> {
  expect(checkRdb(binary, file)).toContain("OK");
  const loaded = await loadRdb(binary, file);
  closing.push(() => stopServers([loaded]));
  expect(await ask(loaded, [["DEBUG", "DIGEST"]])).toBe(await ask(source, [["DEBUG", "DIGEST"]]));
  expect(await ask(loaded, [["DBSIZE"]])).toBe(await ask(source, [["DBSIZE"]]));
}

const offsetOf = async (server: LocalServer): Promise<number> =>
  Number(/slave_repl_offset:(\d+)/.exec(String(await ask(server, [["INFO", "replication"]])))?.[1]);

describe.each(await serverMatrix())("a backup over the wire from $name", (binary) => {
  test.each<[string, ServerSettings]>([
    ["straight from memory", { "repl-diskless-sync": "yes", "maxmemory-policy": "allkeys-lfu" }],
    ["by way of its disk", { "repl-diskless-sync": "no", "maxmemory-policy": "allkeys-lru" }],
  ])("of every type there is, %s, is verified and loads to the same data set", async (_, settings) => {
    const { replica, bench } = await start(binary, everyType(binary), settings);
    const before = await offsetOf(replica);
    const { plan, run } = await bench.run({ action: "backup" });
    expect(plan.request).toMatchObject({ method: "wire", instance: idAt(replica) });
    expect(run).toMatchObject({
      summary: expect.stringMatching(/^Backup verified: /),
      state: "succeeded",
      advice: null,
    });
    const backup = await newest(bench);
    expect(backup.checks.filter(({ status }) => status !== "pass")).toEqual([]);
    expect(backup).toMatchObject({
      state: "verified",
      method: "wire",
      run: run.id,
      serverVersion: binary.version,
    });
    expect(backup.checks.map(({ code }) => code)).toEqual([
      "copy-asked",
      "walked",
      "checksum",
      "key-count",
      "position",
      "same-source",
      "stored",
    ]);
    const file = fileOf(bench, backup);
    const bytes = readFileSync(file);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(backup.sha256);
    expect(statSync(file)).toMatchObject({ size: backup.sizeBytes, mode: 0o100600 });
    expect(backup.offset).toBeGreaterThanOrEqual(before);
    expect(backup.offset).toBeLessThanOrEqual(await offsetOf(replica));
    expect(backup.databases?.map(({ index, expires }) => [index, expires])).toEqual([
      [0, 2],
      [3, 0],
      [15, 1],
    ]);
    await expectSame(binary, replica, file);
  });

  test("of nothing at all, on a primary that never had a replica, is a good backup of nothing", async () => {
    const primary = await startTestServer(binary);
    closing.push(() => stopServers([primary]));
    const bench = await openBench({ servers: [primary] });
    closing.push(() => bench.close());
    const { plan, run } = await bench.run({ action: "backup" });
    expect(plan.confirm).toMatchObject({ tier: 2 });
    expect(run).toMatchObject({ summary: expect.stringMatching(/^Backup verified: /), state: "succeeded" });
    const backup = await newest(bench);
    expect(backup).toMatchObject({ state: "verified", keys: 0, expires: 0, databases: [] });
    await expectSame(binary, primary, fileOf(bench, backup));
  });
});

test("a backup over the wire of 200,000 keys is the same data set", async () => {
  const [binary] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
  if (binary === undefined) throw new Error("there is no redis-7");
  const fill = [["DEBUG", "POPULATE", "200000", "key", "50"]];
  const { replica, bench } = await start(binary, fill, { "repl-diskless-sync": "yes" });
  const { run } = await bench.run({ action: "backup" });
  expect(run.state).toBe("succeeded");
  const backup = await newest(bench);
  expect(backup).toMatchObject({ state: "verified", keys: 200_000 });
  await expectSame(binary, replica, fileOf(bench, backup));
});
