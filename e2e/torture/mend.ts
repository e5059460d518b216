import { setTimeout as delay } from "node:timers/promises";
import type { PlanRequest } from "@/lib/contract";
import type { Said } from "./asker";
import { type Id, nowMs } from "./history";
import type { Operators } from "./operators";
import type { Recorder } from "./recorder";
import { hangsBelow, isWell, ruling, type World } from "./world";

const LOOK_MS = 100;
/** What passes by itself, a reconnection or a copy, gets this long before an operator does something. */
const PATIENCE_MS = 2_500;
/** An operator whom the dashboards refuse for this long types the commands that are needed. */
const BY_HAND_MS = 15_000;
const GIVE_UP_MS = 45_000;

export interface Mending {
  readonly world: World;
  readonly operators: Operators;
  readonly recorder: Recorder;
  readonly log: (line: string) => void;
}

/**
 * Brings the group back to one primary with all others below it, through a dashboard as long as that works.
 * @throws Error when 45 s do not suffice: the suite cannot go on
 */
export async function mend(at: Mending): Promise<void> {
  const beganMs = nowMs();
  let waitUntilMs = beganMs + PATIENCE_MS;
  for (let dashboard = 0; ; dashboard += 1) {
    const truth = await at.world.truth();
    if (isWell(truth)) return;
    if (nowMs() - beganMs > GIVE_UP_MS) throw new Error(`the group could not be mended: ${tell(truth)}`);
    const remedy = [...truth.values()].includes(null) ? null : remedyFor(truth);
    const urgent = remedy?.action === "attach";
    if (remedy !== null && (urgent || nowMs() > waitUntilMs) && (await at.operators.untilIdle(1_000))) {
      const run = await at.operators.carryOut(dashboard, remedy, true);
      waitUntilMs = nowMs() + PATIENCE_MS;
      if (run?.state !== "succeeded" && nowMs() - beganMs > BY_HAND_MS) await byHand(at, truth, remedy);
    }
    await delay(LOOK_MS);
  }
}

/** What an operator would do about it; null: nothing that helps. */
export function remedyFor(truth: ReadonlyMap<Id, Said | null>): PlanRequest | null {
  const rule = ruling(truth);
  const said = [...truth].flatMap(([id, one]) => (one === null ? [] : [{ id, ...one }]));
  if (rule === null) {
    const furthest = said.toSorted((a, b) => b.offset - a.offset)[0];
    return furthest === undefined ? null : { action: "promote", instance: furthest.id };
  }
  const rival = said.find(({ id, role }) => role === "primary" && id !== rule);
  if (rival !== undefined) return { action: "attach", instance: rival.id, upstream: rule };
  const stray = said.find(
    ({ id, role, linkUp, copying, upstream }) =>
      role === "replica" && upstream !== rule && (!hangsBelow(truth, id, rule) || (!linkUp && !copying)),
  );
  return stray === undefined ? null : { action: "repoint", instance: stray.id, upstream: rule };
}

/** The same by the command itself, as the advice of a run that could not finish would have it. */
async function byHand(
  { world, recorder, log }: Mending,
  truth: ReadonlyMap<Id, Said | null>,
  remedy: PlanRequest,
): Promise<void> {
  if (remedy.instance === undefined) return;
  const upstream = "upstream" in remedy ? world.node(remedy.upstream) : null;
  const words =
    upstream === null
      ? ["REPLICAOF", "NO", "ONE"]
      : ["REPLICAOF", upstream.front.host, String(upstream.front.port)];
  log(`by hand, at ${remedy.instance}: ${words.join(" ")} (${tell(truth)})`);
  recorder.add({ kind: "by-hand", atMs: nowMs(), instance: remedy.instance, words });
  await world.node(remedy.instance).asker.ask(words);
}

export const tell = (truth: ReadonlyMap<Id, Said | null>): string =>
  [...truth]
    .map(([id, said]) => {
      const port = id.split(":").at(-1);
      if (said === null) return `${port} silent`;
      return said.role === "primary"
        ? `${port} primary`
        : `${port} on ${said.upstream?.split(":").at(-1)} ${said.linkUp ? "up" : "down"}`;
    })
    .join(", ");
