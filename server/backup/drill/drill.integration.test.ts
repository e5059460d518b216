import { afterEach, describe, expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import { fileLoads } from "@/lib/plan/rdb-matrix";
import { versionOf } from "@/lib/info/version";
import { ask } from "@/server/testing/ask";
import { everyType } from "@/server/testing/every-type";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { openToAll } from "@/server/testing/open-servers";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { type DrillBench, openDrills } from "./drill.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const matrix = await serverMatrix();

/** A backup of a data set that stands still, and what drills it. */
async function backedUp(binary: LocalBinary, server: string): Promise<{ drills: DrillBench; backup: Backup }> {
  const primary = await startTestServer(binary, { "repl-ping-replica-period": "3600" });
  closing.push(() => stopServers([primary]));
  await ask(primary, everyType(binary));
  const replica = await startReplica(binary, primary);
  closing.push(() => stopServers([replica]));
  const drills = await openDrills({ servers: [primary, replica], server });
  closing.push(drills.close);
  await drills.bench.run({ action: "backup" });
  const [backup] = await drills.bench.store.backups.list({});
  if (backup === undefined) throw new Error("no backup");
  return { drills, backup };
}

describe.each(matrix)("a backup of $name", (binary) => {
  test("restores in a server of its own version to the same keys and the same digest", async () => {
    const { drills, backup } = await backedUp(binary, openToAll(binary).path);
    const done = await drills.drill(backup);
    expect(done.run).toMatchObject({ state: "succeeded", action: "drill", backup: backup.id, plan: "" });
    expect(done.run.steps.map(({ kind, state }) => [kind, state])).toEqual([
      ["drill-fetch", "done"],
      ["drill-load", "done"],
      ["drill-compare", "done"],
      ["drill-remove", "done"],
    ]);
    expect(done.backup.drill).toMatchObject({ ok: true, keys: backup.keys, digest: "equal" });
    expect(done.backup.drill?.seconds).toBeGreaterThan(0);
    expect(done.run.summary).toBe(done.backup.drill?.text);
  });

  const older = matrix.find((one) => {
    const version = versionOf(one);
    return version !== null && fileLoads(version, written(binary)) === "no";
  });
  test.runIf(older !== undefined)("is refused for a server that is too old, before it is started", async () => {
    if (older === undefined) return;
    const { drills, backup } = await backedUp(binary, openToAll(older).path);
    expect(backup.rdbVersion).toBe(written(binary));
    const { run, backup: after } = await drills.drill(backup);
    expect(run.state).toBe("unchanged");
    expect(after).toMatchObject({ state: "verified", drill: { ok: false, keys: null, digest: "not-compared" } });
    expect(after.drill?.text).toMatch(/^Not loaded: .* reads RDB version \d+ and lower, and the file has version \d+\./);
  });
});

/** The RDB version that it writes for Tidemark, which reads every one. */
function written({ product, version }: LocalBinary): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (product === "valkey") return major >= 9 ? 80 : 11;
  if (major >= 8 || (major === 7 && minor >= 4)) return 12;
  return major >= 7 ? 10 : 9;
}
