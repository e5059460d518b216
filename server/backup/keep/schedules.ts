import type { Logger } from "pino";
import type { EventDraft, ScheduleKind } from "@/lib/contract";
import { formatCount, formatSeconds } from "@/lib/format";
import type { Actions, ActionsGate, Fleet, SlotKey, Store } from "@/server/ports";
import type { WallClock } from "./clock";
import type { Job } from "./job";

export interface SchedulesDeps {
  readonly store: Pick<Store, "slots" | "runs">;
  readonly fleet: Pick<Fleet, "listen">;
  readonly actions: Pick<Actions, "listen">;
  readonly gate: ActionsGate;
  readonly jobs: readonly Job[];
  readonly clock: WallClock;
  readonly record: (drafts: readonly EventDraft[]) => void;
  readonly log: Logger;
}

/** The longest sleep: nothing wakes a process when its wall clock is set, so it looks this often whether that was. */
const LONGEST_SLEEP_MS = 60_000;
/** Later than this counts as late. */
const LATE_MS = 90_000;

const nouns: Readonly<Record<ScheduleKind, string>> = {
  backup: "backup",
  drill: "restore drill",
  recheck: "reading again",
};

interface Waiting extends SlotKey {
  readonly why: "held" | "queued";
}

/**
 * Starts what is due. The slot that is due is always the last one up to now, never one before it; the store's unique key gives
 * each to one process, once, whatever the clocks do. One slot of a kind goes on at a time in one process.
 */
export class Schedules {
  readonly #stop = new AbortController();
  readonly #waiting = new Map<string, Waiting>();
  readonly #working = new Map<ScheduleKind, Promise<void>>();
  /** Taken over from a process that is gone: their slots are ours already. */
  #resumed: SlotKey[] = [];
  /** Groups that were busy though nothing showed it: not tried again before something changes. */
  readonly #refused = new Set<string>();
  readonly #known = new Set<string>();
  readonly #looked = new Map<ScheduleKind, { readonly wallMs: number; readonly elapsedMs: number }>();
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #callOff: () => void = () => {};
  #deaf: () => void = () => {};

  constructor(private readonly deps: SchedulesDeps) {}

  async start(): Promise<void> {
    const { jobs, actions, fleet } = this.deps;
    if (jobs.length === 0) return;
    const stopRuns = actions.listen({
      run: (run) => {
        if (run.state === "running") return;
        this.#refused.delete(run.group);
        void this.look();
      },
    });
    const stopGroups = fleet.listen({
      changed: (group) => {
        if (!this.#known.has(group.id)) void this.look();
      },
    });
    this.#deaf = () => {
      stopRuns();
      stopGroups();
    };
    await this.look();
  }

  /** Starts nothing more, and waits for what goes on to be left. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#deaf();
    this.#callOff();
    await this.#looking;
    await Promise.all(this.#working.values());
  }

  /** Looks at once, and again where it was asked to meanwhile. */
  look(): Promise<void> {
    this.#lookAgain = true;
    this.#looking ??= this.#through().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #through(): Promise<void> {
    while (this.#lookAgain && !this.#stop.signal.aborted) {
      this.#lookAgain = false;
      try {
        await this.#once();
      } catch (problem) {
        this.deps.log.warn({ err: problem }, "the schedules could not be looked at: it is tried again");
      }
      this.#arm();
    }
  }

  async #once(): Promise<void> {
    const { store, jobs, gate } = this.deps;
    if (!gate.enabled) return;
    for (const slot of await store.slots.takeOver())
      if (jobs.some(({ kind }) => kind === slot.kind)) this.#resumed.push(slot);
      else
        await store.slots.end(
          slot,
          "failed",
          "Tidemark ended before it, and there is no such schedule any more.",
        );
    for (const job of jobs) await this.#turn(job);
  }

  async #turn(job: Job): Promise<void> {
    const { store, clock } = this.deps;
    const { kind, timetable } = job;
    const nowMs = clock.now();
    const groups = job.groups();
    for (const group of groups) this.#known.add(group);
    const since = await store.slots.since(kind, timetable.expression, groups, nowMs);
    const slotMs = timetable.last(nowMs);
    const due = groups.flatMap((group): SlotKey[] => {
      const sinceMs = since.get(group);
      return slotMs === null || sinceMs === undefined || slotMs < sinceMs ? [] : [{ kind, group, slotMs }];
    });
    const taken = await store.slots.taken(due);
    for (const slot of due) await this.#giveUp(slot);
    await this.#resume(job);
    const newest = new Map((await store.slots.newest(kind)).map((row) => [row.group, row.slotMs]));
    for (const slot of due) {
      const key = `${kind} ${slot.group}`;
      const beforeMs = newest.get(slot.group) ?? 0;
      // It was passed over once already, and the clock was set back since: only what it comes to anew is due again.
      const isOver =
        slot.slotMs <= this.#lookedMs(kind, nowMs) && slot.slotMs <= beforeMs && !this.#waiting.has(key);
      if (taken.has(slot) || isOver) this.#waiting.delete(key);
      else if (job.isHeld(slot.group) || this.#refused.has(slot.group))
        this.#waiting.set(key, { ...slot, why: "held" });
      else if (this.#working.has(kind)) this.#waiting.set(key, { ...slot, why: "queued" });
      else await this.#take(job, slot, Math.max((since.get(slot.group) ?? nowMs) - 1, beforeMs));
    }
    this.#looked.set(kind, { wallMs: nowMs, elapsedMs: clock.elapsed() });
  }

  /**
   * Up to when this schedule was followed, as the wall clock is set now. Where it was set back since, that is as long ago as
   * real time has passed.
   */
  #lookedMs(kind: ScheduleKind, nowMs: number): number {
    const looked = this.#looked.get(kind);
    return looked === undefined
      ? nowMs
      : Math.min(looked.wallMs, nowMs - (this.deps.clock.elapsed() - looked.elapsedMs));
  }

  /** A slot that waited until the next one was due is passed over, and said once by whichever process comes first. */
  async #giveUp(due: SlotKey): Promise<void> {
    const key = `${due.kind} ${due.group}`;
    const former = this.#waiting.get(key);
    if (former === undefined || former.slotMs === due.slotMs) return;
    this.#waiting.delete(key);
    if (former.slotMs > due.slotMs) return;
    const text =
      former.why === "held"
        ? `${former.group} was held by a run, or its source was saving, until the next one was due.`
        : "Those of other groups took until the next one was due.";
    const { kind, group, slotMs } = former;
    if (await this.deps.store.slots.claim({ kind, group, slotMs }, this.deps.clock.now(), text))
      this.#say(former, "was passed over", text);
  }

  async #resume(job: Job): Promise<void> {
    const mine = this.#resumed.filter(({ kind }) => kind === job.kind);
    const [first] = mine;
    if (first === undefined || this.#working.has(job.kind)) return;
    this.#resumed = this.#resumed.filter((one) => one !== first);
    this.#work(job, first, "Taken up again: ");
  }

  /** @param afterMs the last instant that was dealt with, or before which there was no such schedule */
  async #take(job: Job, slot: SlotKey, afterMs: number): Promise<void> {
    const { store, clock } = this.deps;
    const waited = this.#waiting.delete(`${slot.kind} ${slot.group}`);
    if (!(await store.slots.claim(slot, clock.now()))) return;
    const lateMs = clock.now() - slot.slotMs;
    const missed = job.timetable.between(afterMs, slot.slotMs);
    if (missed > 0)
      this.#say(
        slot,
        `was missed ${formatCount(missed)} times`,
        "Tidemark was not running then, or its clock was set. The last one is made up now, those before it are not.",
      );
    this.#work(job, slot, lateMs < LATE_MS || waited ? "" : `Made up ${formatSeconds(lateMs / 1000)} late: `);
  }

  #work(job: Job, slot: SlotKey, preface: string): void {
    const work = this.#perform(job, slot, preface)
      .catch((problem: unknown) =>
        this.deps.log.warn({ err: problem, slot }, "what became of a slot could not be kept"),
      )
      .finally(() => {
        this.#working.delete(job.kind);
        void this.look();
      });
    this.#working.set(job.kind, work);
  }

  async #perform(job: Job, slot: SlotKey, preface: string): Promise<void> {
    const { store, log } = this.deps;
    const { slots } = store;
    let run: string | null = null;
    const end = await job
      .perform(slot, {
        signal: this.#stop.signal,
        began: async (id) => {
          run = id;
          await slots.setRun(slot, id);
        },
      })
      .catch((problem: unknown) => {
        log.error({ err: problem, slot }, "a schedule broke off");
        return { state: "failed" as const, text: "Tidemark could not do it; its log has the cause." };
      });
    switch (end.state) {
      case "left":
        return run === null ? slots.leave(slot) : undefined;
      case "busy":
        this.#refused.add(slot.group);
        return slots.giveBack(slot);
      default:
        await slots.end(slot, end.state, preface + end.text);
        if (end.state === "failed" && run === null) this.#say(slot, "could not be begun", end.text);
    }
  }

  #say({ kind, group, slotMs }: SlotKey, what: string, detail: string): void {
    const at = new Date(this.deps.clock.now()).toISOString();
    const due = new Date(slotMs).toISOString().slice(0, 16).replace("T", " ");
    this.deps.record([
      {
        at,
        type: "schedule-missed",
        group,
        instance: null,
        severity: "warning",
        title: `Scheduled ${nouns[kind]} of ${group} ${what}`,
        detail: `Due ${due} UTC. ${detail}`,
        run: null,
      },
    ]);
  }

  #arm(): void {
    const { clock, jobs } = this.deps;
    this.#callOff();
    if (this.#stop.signal.aborted) return;
    const nowMs = clock.now();
    const next = Math.min(...jobs.map(({ timetable }) => timetable.next(nowMs) ?? Number.POSITIVE_INFINITY));
    this.#callOff = clock.after(Math.min(next - nowMs, LONGEST_SLEEP_MS), () => {
      this.#refused.clear();
      void this.look();
    });
  }
}
