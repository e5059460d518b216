import { setTimeout as delay } from "node:timers/promises";
import { type Id, nowMs } from "./history";
import { journalled } from "./journal";
import { lookForLeaks } from "./leaks";
import { Ledger, WRITE_BYTES } from "./ledger";
import { mend } from "./mend";
import { Observer } from "./observer";
import { Operators } from "./operators";
import type { Recorder } from "./recorder";
import { noteDecoys, startSampler } from "./sampler";
import { sockets } from "./sockets";
import { sweep } from "./sweep";
import { Workload } from "./workload";
import { POLL_INTERVAL_MS, startWorld, type World, type WorldOptions, WRITE_PAUSE_MS } from "./world";

/** What is still seen after the last fault: runs must have ended by then. */
const AFTERWARDS_MS = 30_000;

export interface TortureOptions extends WorldOptions {
  readonly seed: number;
  /** Others who use the group while all this happens; they may say what they saw when it is over. */
  readonly invite?: (world: World) => Promise<Guests>;
  /** What happens, between the first look and the last. */
  readonly play: (stage: Stage) => Promise<void>;
  readonly log: (line: string) => void;
}

/** Users of the group who are neither its writers nor its operators. */
export interface Guests {
  /** The group is whole again after something befell it. */
  settled(): Promise<void>;
  /** All faults are healed and no more will come. */
  healed(): void;
  /** Resolves when nothing of theirs is on its way any more. */
  leave(): Promise<void>;
  /** At once, whatever is on its way; also after they have left. */
  close(): Promise<void>;
}

/** The world while it is played on. */
export interface Stage {
  readonly world: World;
  readonly recorder: Recorder;
  readonly operators: Operators;
  /** An instance may be writable beside the primary from now on, until the group is mended. */
  readonly splits: (instance: Id) => void;
  /** Brings the group back to one primary with all others below it. */
  readonly settle: () => Promise<void>;
  /** Holds the data set against the ledger, and drops what is old. */
  readonly sweep: () => Promise<void>;
  readonly log: (line: string) => void;
}

export interface Outcome {
  readonly totals: Ledger["totals"];
  readonly seconds: number;
}

/** Has `play` happen to a world of its own, under load, and leaves the history with the recorder. */
export async function torture(options: TortureOptions, recorder: Recorder): Promise<Outcome> {
  const beganMs = nowMs();
  const { log, seed } = options;
  const world = await startWorld(options, recorder);
  const ledger = new Ledger();
  const undo: (() => unknown)[] = [];
  try {
    const [group, decoys] = [world.nodes.map(({ id }) => id), world.decoys.map(({ id }) => id)];
    const facts = {
      seed,
      pollIntervalMs: POLL_INTERVAL_MS,
      writeBytes: WRITE_BYTES,
      writePauseMs: WRITE_PAUSE_MS,
      group,
      decoys,
    };
    recorder.add({ kind: "world", atMs: nowMs(), ...facts });
    await noteDecoys(world, recorder);
    const workload = new Workload(world.nodes, ledger);
    undo.push(() => workload.stop());
    const observer = new Observer(world.nodes, (canary) => recorder.add({ kind: "canary", ...canary }));
    undo.push(() => observer.stop());
    undo.push(startSampler(world, recorder), sockets(world, recorder));
    const operators = new Operators(world, recorder);
    const guests = await options.invite?.(world);
    undo.push(() => guests?.close());
    const rivals = new Map<Id, number>();
    const splits = (instance: Id): void => void rivals.set(instance, rivals.get(instance) ?? nowMs());
    const settle = async (): Promise<void> => {
      await mend({ world, operators, recorder, log });
      for (const [instance, atMs] of rivals)
        recorder.add({ kind: "split", atMs, untilMs: nowMs(), instance });
      rivals.clear();
      await guests?.settled();
    };
    await operators.untilKnown(world.nodes.length);
    const sweepOld = (): Promise<void> => sweep(world, ledger, recorder, { dropping: true });
    await options.play({ world, recorder, operators, splits, settle, sweep: sweepOld, log });
    await settle();
    recorder.add({ kind: "healed", atMs: nowMs() });
    guests?.healed();
    await operators.untilIdle(AFTERWARDS_MS);
    // Long enough for the dashboards to show what is, and for the observer to see a rival that was left behind.
    await delay(5 * POLL_INTERVAL_MS);
    await guests?.leave();
    workload.stop();
    await sweep(world, ledger, recorder, { dropping: false });
    for (const step of undo.splice(0).reverse()) await step();
    await noteDecoys(world, recorder);
    await journalled(world, recorder, operators.known);
    lookForLeaks(world, recorder);
    recorder.add({ kind: "end", atMs: nowMs() });
  } finally {
    for (const step of undo.splice(0).reverse()) await step();
    await world.close();
  }
  return { totals: ledger.totals, seconds: (nowMs() - beganMs) / 1000 };
}
