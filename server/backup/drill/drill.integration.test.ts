import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import { versionOf } from "@/lib/info/version";
import { loadsFile } from "@/lib/plan/rdb-matrix";
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
async function backedUp(binary: LocalBinary): Promise<{ drills: DrillBench; backup: Backup }> {
  const settings = { "repl-ping-replica-period": "3600" };
  const primary = await startTestServer(binary, settings);
  closing.push(() => stopServers([primary]));
  await ask(primary, everyType(binary));
  const replica = await startReplica(binary, primary, settings);
  closing.push(() => stopServers([replica]));
  const drills = await openDrills([primary, replica]);
  closing.push(drills.close);
  await drills.bench.run({ action: "backup" });
  const [backup] = await drills.bench.store.backups.list({});
  if (backup === undefined) throw new Error("no backup");
  return { drills, backup };
}

/** The RDB version that it writes for Tidemark, which reads every one. */
function written({ product, version }: LocalBinary): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (product === "valkey") return major >= 9 ? 80 : 11;
  if (major >= 8 || (major === 7 && minor >= 4)) return 12;
  return major >= 7 ? 10 : 9;
}

test.each(matrix)(
  "a backup of $name restores in its own version to the same keys and digest, and a server that is too old is not even started",
  async (binary) => {
    const { drills, backup } = await backedUp(binary);
    const done = await drills.drill(backup, {
      server: openToAll(binary).path,
      // A busy machine takes its time for a few keys.
      bounds: { longestBlockMs: 5_000 },
    });
    expect(done.backup.drill?.text).toMatch(
      /^Restored by .* within .* of memory: [\d,]+ keys in 3 databases, as many as were backed up\. Its digest equals that of /,
    );
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
    expect(readdirSync(join(drills.dataDir, "drill"))).toEqual([]);
    const audit = await drills.bench.store.audit.list({ limit: 100 });
    expect(
      audit
        .filter(({ run }) => run === done.run.id)
        .map(({ kind, detail }) => [kind, detail.command ?? null]),
    ).toEqual([
      ["run-ended", null],
      ["step-ended", null],
      ["step-sent", ["DEBUG", "DIGEST"]],
      ["run-started", null],
    ]);

    expect(backup.rdbVersion).toBe(written(binary));
    for (const older of matrix) {
      const version = versionOf(older);
      if (version === null || loadsFile(version, written(binary)) !== "no") continue;
      const { run, backup: after } = await drills.drill(backup, { server: older.path });
      expect(run.state).toBe("unchanged");
      expect(after).toMatchObject({ state: "verified", drill: { ok: false, keys: null } });
      expect(after.drill?.text).toMatch(
        /^Not loaded: .* reads RDB version \d+ and lower, and the file has version \d+\./,
      );
      expect(existsSync(join(drills.dataDir, "drill", run.id))).toBe(false);
    }
  },
);
