import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Run, StepProgress } from "@/lib/contract";
import type { LocalServer, ServerSettings } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { checkRdb, loadRdb } from "@/server/testing/load-rdb";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench } from "../actions/bench/bench.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Pair {
  readonly primary: LocalServer;
  readonly replica: LocalServer;
  readonly bench: Bench;
}

async function start(binary: LocalBinary, settings: ServerSettings = {}): Promise<Pair> {
  const primary = await startTestServer(binary);
  closing.push(() => stopServers([primary]));
  const replica = await startReplica(binary, primary, settings);
  closing.push(() => stopServers([replica]));
  const bench = await openBench({ servers: [primary, replica] });
  closing.push(() => bench.close());
  return { primary, replica, bench };
}

const KEYS = 400;

/** A save of the replica then takes about two seconds. */
async function slowDown({ primary, replica }: Pair): Promise<void> {
  for (let n = 0; n < KEYS; n += 50) {
    const pairs = Array.from({ length: 50 }, (_, i) => [`k${n + i}`, "x".repeat(100)]).flat();
    await ask(primary, [["MSET", ...pairs]]);
  }
  await ask(replica, [["CONFIG", "SET", "rdb-key-save-delay", "5000"]]);
  await waitFor("the replica has the keys", async () => (await ask(replica, [["DBSIZE"]])) === KEYS);
}

/** The process that saves. */
const saver = ({ replica }: Pair): Promise<number> =>
  waitFor("a child saves", () => {
    try {
      return Number(execFileSync("pgrep", ["-P", String(replica.pid)], { encoding: "utf8" }).trim());
    } catch {
      return null;
    }
  });

const progressHeard = ({ bench }: Pair): StepProgress[] =>
  bench.heard.runs.flatMap((run) => run.steps.flatMap((step) => step.progress ?? []));

describe.each(await serverMatrix())("backup on $name", (binary) => {
  test("a save is followed to its end and proven, with size, keys, offset and what proved it", async () => {
    const pair = await start(binary);
    await slowDown(pair);
    const { plan, run } = await pair.bench.run({ action: "backup", method: "bgsave" });
    expect(plan.instance).toBe(idAt(pair.replica));
    expect(run).toMatchObject({ state: "succeeded", advice: null });
    const [backup] = await pair.bench.store.backups.list({ group: "orders" });
    const file = join(pair.replica.dir, "dump.rdb");
    expect(backup).toMatchObject({
      id: run.backup,
      run: run.id,
      state: "verified",
      instance: idAt(pair.replica),
      path: file,
      sizeBytes: statSync(file).size,
      keys: KEYS,
      serverVersion: binary.version,
      error: null,
    });
    const kept = join(pair.bench.dataDir, "backups", `${backup?.id}.rdb`);
    expect(readFileSync(kept).equals(readFileSync(file))).toBe(true);
    expect(createHash("sha256").update(readFileSync(kept)).digest("hex")).toBe(backup?.sha256);
    expect(checkRdb(binary, kept)).toContain("OK");
    const loaded = await loadRdb(binary, kept);
    closing.push(() => stopServers([loaded]));
    expect(await ask(loaded, [["DEBUG", "DIGEST"]])).toBe(await ask(pair.replica, [["DEBUG", "DIGEST"]]));
    expect(backup?.offset).toBeGreaterThan(0);
    expect(backup?.replid).toMatch(/^[0-9a-f]{40}$/);
    expect(backup?.checks.map((check) => [check.code, check.status])).toEqual([
      ["save-asked", "pass"],
      ["same-process", "pass"],
      ["save-count", "pass"],
      ["save-status", "pass"],
      ["save-time", "pass"],
      ["file-unchanged", "pass"],
      ["file-time", "pass"],
      ["file-position", "pass"],
      ["walked", "pass"],
      ["checksum", "pass"],
      ["key-count", "pass"],
      ["stored", "pass"],
    ]);
    expect(pair.bench.heard.backups.map((one) => one.state)).toEqual(["running", "verified"]);
    const fractions = progressHeard(pair).flatMap((progress) => progress.fraction ?? []);
    if (binary.version.startsWith("6.0")) expect(fractions).toEqual([]);
    else {
      expect(Math.max(...fractions)).toBeGreaterThan(0);
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    }
  });

  test("a save whose process is killed is a failed backup, and its replica lives on under a guard that stays", async () => {
    const pair = await start(binary, { save: "3600 1" });
    await slowDown(pair);
    const run = await runKilled(pair, "SIGKILL");
    const guarded = !binary.version.startsWith("6.0");
    expect(run.state).toBe(guarded ? "partial" : "unchanged");
    expect(run.summary).toContain("No backup was made. Redis says that the last save failed.");
    expect(await ask(pair.replica, [["CONFIG", "GET", "stop-writes-on-bgsave-error"]])).toContain(
      guarded ? "no" : "yes",
    );
    if (guarded) {
      expect(run.summary).toContain("stop-writes-on-bgsave-error stays no");
      expect(run.advice).toContain(`-p ${pair.replica.port} CONFIG SET stop-writes-on-bgsave-error yes`);
    }
    await ask(pair.primary, [["SET", "after", "1"]]);
    await waitFor(
      "the replica takes the next write",
      async () => (await ask(pair.replica, [["EXISTS", "after"]])) === 1,
    );
    expect(pair.replica.state).toBe("running");
  });

  test("a save ended by a signal leaves the status ok, and is a failed backup all the same", async () => {
    const pair = await start(binary, { save: "3600 1" });
    await slowDown(pair);
    const run = await runKilled(pair, "SIGUSR1");
    expect(run).toMatchObject({
      state: "unchanged",
      summary: expect.stringContaining("killed or cancelled"),
    });
    expect(await ask(pair.replica, [["CONFIG", "GET", "stop-writes-on-bgsave-error"]])).toContain("yes");
  });

  test("a running save can be cancelled where the server knows how, and nowhere else", async () => {
    const pair = await start(binary);
    await slowDown(pair);
    const started = await pair.bench.start(await pair.bench.plan({ action: "backup", method: "bgsave" }));
    await saver(pair);
    const knows = binary.product === "valkey";
    await waitFor("the run says whether it can be cancelled", async () => {
      const run = await pair.bench.store.runs.get(started.id);
      const saving = run?.steps.find((step) => step.kind === "bgsave")?.progress != null;
      return saving && run?.cancellable === knows;
    });
    if (knows) await pair.bench.actions.cancel(started.id);
    else
      await expect(pair.bench.actions.cancel(started.id)).rejects.toMatchObject({ code: "not-cancellable" });
    const run = await pair.bench.ended(started);
    expect(run.state).toBe(knows ? "unchanged" : "succeeded");
    const [backup] = await pair.bench.store.backups.list({});
    expect(backup?.state).toBe(knows ? "failed" : "verified");
  });
});

async function runKilled(pair: Pair, signal: NodeJS.Signals): Promise<Run> {
  const started = await pair.bench.start(
    await pair.bench.plan({ action: "backup", method: "bgsave", instance: idAt(pair.replica) }),
  );
  process.kill(await saver(pair), signal);
  const run = await pair.bench.ended(started);
  expect(await pair.bench.store.backups.list({})).toMatchObject([{ state: "failed", sizeBytes: null }]);
  expect(pair.bench.heard.backups.map((one) => one.state)).toEqual(["running", "failed"]);
  return run;
}
