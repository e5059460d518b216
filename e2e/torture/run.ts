import { setTimeout as delay } from "node:timers/promises";
import { stage } from "./acts";
import { type Id, nowMs } from "./history";
import { journalled } from "./journal";
import { Ledger, WRITE_BYTES } from "./ledger";
import { mend } from "./mend";
import { wound } from "./nemesis";
import { Observer } from "./observer";
import { Operators } from "./operators";
import type { Recorder } from "./recorder";
import { noteDecoys, startSampler } from "./sampler";
import type { Line } from "./schedule";
import { sockets } from "./sockets";
import { sweep } from "./sweep";
import { Workload } from "./workload";
import { POLL_INTERVAL_MS, startWorld, type WorldOptions } from "./world";

/** Every so many lines the data set is held against the ledger. */
const SWEEP_EVERY = 8;
/** What is still seen after the last fault: runs must have ended by then. */
const AFTERWARDS_MS = 30_000;

export interface TortureOptions extends WorldOptions {
  readonly seed: number;
  readonly lines: Iterable<Line>;
  /** Whether to go on, before each line. */
  readonly goesOn: (progress: { readonly lines: number; readonly elapsedMs: number }) => boolean;
  /** How long to look on after everything is healed; default: until all runs have ended, 30 s at most. */
  readonly log: (line: string) => void;
}

export interface Outcome {
  readonly totals: Ledger["totals"];
  readonly seconds: number;
}

/** Plays the lines of a schedule against a world of its own and leaves the history with the recorder. */
export async function torture(options: TortureOptions, recorder: Recorder): Promise<Outcome> {
  const beganMs = nowMs();
  const { log, seed } = options;
  const world = await startWorld(options, recorder);
  const ledger = new Ledger();
  const undo: (() => unknown)[] = [];
  try {
    const [group, decoys] = [world.nodes.map(({ id }) => id), world.decoys.map(({ id }) => id)];
    const facts = { seed, pollIntervalMs: POLL_INTERVAL_MS, writeBytes: WRITE_BYTES, group, decoys };
    recorder.add({ kind: "world", atMs: nowMs(), ...facts });
    await noteDecoys(world, recorder);
    const workload = new Workload(world.nodes, ledger);
    undo.push(() => workload.stop());
    const observer = new Observer(world.nodes, (canary) => recorder.add({ kind: "canary", ...canary }));
    undo.push(() => observer.stop());
    undo.push(startSampler(world, recorder), sockets(world));
    const operators = new Operators(world, recorder);
    const rivals = new Map<Id, number>();
    const splits = (instance: Id): void => void rivals.set(instance, rivals.get(instance) ?? nowMs());
    const settle = async (): Promise<void> => {
      await mend({ world, operators, recorder, log });
      for (const [instance, atMs] of rivals)
        recorder.add({ kind: "split", atMs, untilMs: nowMs(), instance });
      rivals.clear();
    };
    await operators.untilKnown(world.nodes.length);
    let played = 0;
    const firstMs = nowMs();
    for (const line of options.lines) {
      if (!options.goesOn({ lines: played, elapsedMs: nowMs() - firstMs })) break;
      recorder.line(line);
      await play(line, { world, recorder, operators, splits, log });
      await settle();
      played += 1;
      if (played % SWEEP_EVERY === 0) await sweep(world, ledger, recorder, { dropping: true });
    }
    recorder.add({ kind: "healed", atMs: nowMs() });
    await operators.untilIdle(AFTERWARDS_MS);
    // Long enough for the dashboards to show what is, and for the observer to see a rival that was left behind.
    await delay(5 * POLL_INTERVAL_MS);
    workload.stop();
    await sweep(world, ledger, recorder, { dropping: false });
    for (const step of undo.splice(0).reverse()) await step();
    await noteDecoys(world, recorder);
    await journalled(world, recorder);
    recorder.add({ kind: "end", atMs: nowMs() });
  } finally {
    for (const step of undo.splice(0).reverse()) await step();
    await world.close();
  }
  return { totals: ledger.totals, seconds: (nowMs() - beganMs) / 1000 };
}

interface Stage {
  readonly world: Awaited<ReturnType<typeof startWorld>>;
  readonly recorder: Recorder;
  readonly operators: Operators;
  readonly splits: (instance: Id) => void;
  readonly log: (line: string) => void;
}

/** One line: its act, and its fault beside it. Resolves when the fault is healed and no run is under way. */
async function play({ n, dashboard, act, fault }: Line, at: Stage): Promise<void> {
  const { world, recorder, operators, splits } = at;
  const staged = await stage(act, operators, { world, recorder, dashboard, splits });
  if (staged === null) return;
  const beganMs = nowMs();
  const meeting = { world, recorder, dashboard, target: staged.target, splits };
  const acting = delay(Math.max(0, -(fault?.offsetMs ?? 0))).then(() => staged.perform());
  const wounding = async (): Promise<void> => {
    if (fault === null) return;
    await delay(Math.max(0, fault.offsetMs));
    const atMs = nowMs();
    const wounded = await wound(fault, meeting);
    if (wounded === null) return;
    await delay(fault.forMs);
    await wounded.heal();
    recorder.add({ kind: "fault", atMs, untilMs: nowMs(), fault: fault.kind, on: wounded.on });
  };
  const ends = await Promise.allSettled([acting, wounding()]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  await operators.untilIdle();
  const [run] = await operators.runs(1);
  at.log(
    `${n}. ${act.do}${fault === null ? "" : ` + ${fault.kind}`}: ${run?.state ?? "no run"} (${Math.round(nowMs() - beganMs)} ms)`,
  );
}
