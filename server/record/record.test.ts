import { pino } from "pino";
import { describe, expect, test } from "vitest";
import type { Event, EventDraft, Run, RunStep } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import { backupAt, eventAt, iso, runAt, t0 } from "@/server/store/objects.fixture";
import { createEventRecorder } from "./events";
import { every } from "./every";
import { createRunEvents } from "./runs";

const step = (state: RunStep["state"]): RunStep => ({
  n: 1,
  kind: "verify",
  instance: "h:1",
  command: null,
  text: "",
  proof: "",
  peer: null,
  sentinel: null,
  state,
  startedAt: null,
  endedAt: null,
  reply: null,
  error: null,
  progress: null,
});

describe("A run", () => {
  const heard = (...runs: Run[]) => {
    const events = createRunEvents();
    return runs.map((run) => events.ofRun(run, iso(t0)));
  };

  test("is one event when it starts and one when it ends, whatever is heard of it between", () => {
    const types = heard(
      runAt("r", { steps: [step("pending")] }),
      runAt("r", { steps: [step("running")] }),
      runAt("r", { steps: [step("done")], state: "succeeded", endedAt: iso(t0 + 5) }),
    ).map((draft) => draft?.type ?? null);
    expect(types).toEqual(["run-started", null, "run-ended"]);
  });

  test("that an earlier process left behind is taken up, not started", () => {
    const [draft] = heard(runAt("r", { steps: [step("done")] }));
    expect(draft?.title).toBe("Run taken up again: Detach h:1");
  });

  test.each([
    ["succeeded", "info"],
    ["unchanged", "warning"],
    ["rolled-back", "warning"],
    ["partial", "critical"],
    ["unknown", "critical"],
  ] as const)("that ended %s is %s", (state, severity) => {
    const [draft] = heard(runAt("r", { state, summary: "what came of it" }));
    expect(draft).toMatchObject({ type: "run-ended", severity, detail: "what came of it", run: "r" });
  });
});

test("A backup is one event, when it has ended", () => {
  const events = createRunEvents();
  const drafts = [
    backupAt("b"),
    backupAt("b", { state: "failed", error: "No space." }),
    backupAt("b", { state: "failed", error: "No space." }),
  ].map((backup) => events.ofBackup(backup, iso(t0)));
  expect(drafts).toMatchObject([
    null,
    { type: "backup-ended", severity: "warning", detail: "No space." },
    null,
  ]);
});

describe("Events", () => {
  const silent = pino({ level: "silent" });

  test("are published in the order they were recorded, after they were written", async () => {
    const published: string[] = [];
    const written: string[] = [];
    const append = async (drafts: readonly EventDraft[]): Promise<Event[]> => {
      // The first write is the slowest.
      for (let turn = written.length; turn < 3; turn += 1) await Promise.resolve();
      written.push(...drafts.map((draft) => draft.title));
      return drafts.map((draft, i) => ({ ...draft, id: String(i) }));
    };
    const recorder = createEventRecorder(
      { append, list: async () => [] },
      (event) => published.push(event.title),
      silent,
      () => t0,
    );
    for (const title of ["1", "2", "3"]) recorder.record([eventAt(t0, { title })]);
    expect(published).toEqual([]);
    await recorder.settled();
    expect([written, published]).toEqual([
      ["1", "2", "3"],
      ["1", "2", "3"],
    ]);
  });

  test("reach the pages with ids of their own while the store fails", async () => {
    const published: Event[] = [];
    const recorder = createEventRecorder(
      {
        append: () => Promise.reject(new ProblemError(503, "store-failing", "", "")),
        list: async () => [],
      },
      (event) => published.push(event),
      silent,
      () => t0,
    );
    recorder.record([eventAt(t0, { title: "a" }), eventAt(t0, { title: "b" })]);
    await recorder.settled();
    expect(published.map((event) => event.title)).toEqual(["a", "b"]);
    expect(new Set(published.map((event) => event.id)).size).toBe(2);
  });
});

test("Work that takes longer than its interval is never done twice at once, and its end is awaited", async () => {
  let [running, most, done] = [0, 0, 0];
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const stop = every(1, async () => {
    running += 1;
    most = Math.max(most, running);
    begin();
    await gate;
    running -= 1;
    done += 1;
  });
  await begun;
  await new Promise((resolve) => setTimeout(resolve, 20));
  open();
  await stop();
  expect([running, most]).toEqual([0, 1]);
  expect(done).toBeGreaterThan(0);
});
