import { pino } from "pino";
import { expect, test, vi } from "vitest";
import type { Run } from "@/lib/contract";
import type { PeerRun } from "@/server/ports";
import { backupAt, runAt } from "@/server/store/objects.fixture";
import { createListeners } from "./listeners";
import { PeerWatch } from "./peers";

/** A store and a fleet of one group, as far as the watch uses them. */
function scene() {
  const log = pino({ level: "silent" });
  const runs = new Map<string, Run>();
  let rows: PeerRun[] = [];
  let busy: string | null = null;
  const reads = vi.fn(async (id: string) => runs.get(id) ?? null);
  const takeUp = vi.fn(async () => {});
  const heard: string[] = [];
  const listeners = createListeners(log);
  listeners.listen({
    run: (run, place) => heard.push(`${place} ${run.id} ${run.state}`),
    backup: (backup, place) => heard.push(`${place} ${backup.id}`),
  });
  const watch = new PeerWatch({
    deps: {
      fleet: {
        group: (id) => (id === "orders" ? { run: busy } : null),
        setRun: (_group, run) => {
          busy = run;
        },
      },
      store: {
        leases: { renewEveryMs: 3_600_000, peers: async () => rows },
        runs: { get: reads },
        backups: { get: async (id) => backupAt(id) },
      },
      log,
    },
    listeners,
    isOurs: (run) => run === "ours",
    takeUp,
  });
  return {
    watch,
    takeUp,
    reads,
    heard: () => heard.splice(0),
    busy: () => busy,
    /** The newest run of a group, as the store has it. */
    put(run: Run, more: Partial<PeerRun> = {}) {
      runs.set(run.id, run);
      const row = {
        group: run.group,
        run: run.id,
        token: 1,
        running: run.state === "running",
        abandoned: false,
      };
      rows = [...rows.filter(({ group }) => group !== run.group), { ...row, ...more }];
    },
    clear: () => {
      rows = [];
    },
  };
}

test("a run is told when it begins, each time it changes and when it has ended, and keeps its group busy as long", async () => {
  const at = scene();
  await at.watch.start();
  at.put(runAt("r"));
  await at.watch.lookNow();
  expect([at.heard(), at.busy()]).toEqual([["peer r running"], "r"]);
  await at.watch.lookNow();
  expect(at.heard()).toEqual([]);
  at.put(runAt("r", { title: "on it goes", backup: "b" }));
  await at.watch.lookNow();
  expect(at.heard()).toEqual(["peer r running", "peer b"]);
  at.put(runAt("r", { state: "succeeded" }));
  await at.watch.lookNow();
  expect([at.heard(), at.busy()]).toEqual([["peer r succeeded"], null]);
  at.reads.mockClear();
  await at.watch.lookNow();
  expect([at.heard(), at.reads.mock.calls]).toEqual([[], []]);
  await at.watch.stop();
});

test("what had ended before the first look is not told, and not read; what ended between two looks is", async () => {
  const at = scene();
  at.put(runAt("old", { state: "succeeded" }));
  await at.watch.start();
  expect([at.heard(), at.reads.mock.calls]).toEqual([[], []]);
  at.put(runAt("quick", { state: "unchanged" }));
  at.put(runAt("elsewhere", { state: "unchanged", group: "carts" }));
  await at.watch.lookNow();
  expect(at.heard()).toEqual(["peer quick unchanged", "peer elsewhere unchanged"]);
  await at.watch.stop();
});

test("the last word of a run whose group is ours by now is still told", async () => {
  const at = scene();
  at.put(runAt("r"));
  await at.watch.start();
  at.put(runAt("r", { state: "partial" }));
  at.clear();
  at.heard();
  await at.watch.lookNow();
  expect([at.heard(), at.busy()]).toEqual([["peer r partial"], null]);
  await at.watch.stop();
});

test("a run that ended, with another begun and ended too before the next look, leaves its group free", async () => {
  const at = scene();
  at.put(runAt("first"));
  await at.watch.start();
  at.heard();
  at.put(runAt("first", { state: "succeeded" }));
  at.put(runAt("second", { state: "succeeded" }));
  await at.watch.lookNow();
  expect([at.heard(), at.busy()]).toEqual([["peer first succeeded", "peer second succeeded"], null]);
  await at.watch.stop();
});

test("an abandoned run is taken up, of a group that is watched here; one that goes on, or is ours, is not", async () => {
  const at = scene();
  at.put(runAt("r"));
  await at.watch.start();
  at.put(runAt("other", { group: "carts" }), { abandoned: true });
  at.put(runAt("ours"), { abandoned: true });
  await at.watch.lookNow();
  expect(at.takeUp).not.toHaveBeenCalled();
  at.put(runAt("r"), { abandoned: true });
  await at.watch.lookNow();
  expect(at.takeUp).toHaveBeenCalledExactlyOnceWith(runAt("r"));
  await at.watch.stop();
});
