import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { ScalingResult, ScalingSettings } from "@/lib/contract";
import { caseName } from "@/lib/lab/scaling-name";
import { type ScalingCase, scalingCases, scalingRounds } from "@/lib/lab/scaling-order";
import { type ScalingRound, scalingRow } from "@/lib/lab/scaling-row";
import type { Bench, Carry } from "@/server/lab/experiment";
import { LabKeys } from "@/server/lab/keys";
import { Crew, crewSize } from "./crew";
import { groupSite } from "./group-site";
import type { LoadPlan } from "./messages";
import type { Site, Stand } from "./site";
import { throwawaySite } from "./throwaway-site";
import { untilCaughtUp } from "./until";
import { watch } from "./watch";

/** Of load that is not counted: while programs are new to their machine they are slow. */
const FIRST_START_MS = 1_500;
const START_MS = 500;
/** What comes to each round besides: about so much for whom to follow, connections, a copy of the keys. */
const BESIDES_SECONDS = 0.5;
/** How much longer than that the experiment may take, for its keys must outlive it. */
const PATIENCE = 10;

type ScalingBench = Bench<ScalingSettings, ScalingResult>;

/** The same load on each shape in turn, several times over; a row stands in the result as soon as it was measured once. */
export const carryScaling: Carry<ScalingSettings, ScalingResult> = async (bench) => {
  const { settings, signal, where } = bench;
  const cases = scalingCases(settings);
  const plan = planOf(bench, cases.length);
  bench.report({ text: "Getting ready", fraction: 0, etaSeconds: null });
  const keys = new LabKeys(plan.id, plan.keys, plan.ttlSeconds);
  const site =
    where.place === "group"
      ? groupSite(where, cases, keys, settings.writesPerSecond)
      : await throwawaySite(where, cases, signal);
  const crew = new Crew(crewSize(availableParallelism(), plan), plan);
  const stop = (): void => void crew.end();
  signal.addEventListener("abort", stop);
  const measured: ScalingRound[][] = cases.map(() => []);
  const result = (): ScalingResult => ({
    kind: "scaling",
    rows: cases.flatMap((one, i) => (measured[i]?.length ? [scalingRow(one, measured[i])] : [])),
  });
  let cleanUp = "";
  try {
    signal.throwIfAborted();
    await measureAll({ bench, cases, site, crew }, (place, round) => {
      measured[place]?.push(round);
      return result();
    });
  } catch (error) {
    // Whatever breaks when it is stopped breaks because of that.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    await crew.end();
    cleanUp = await site.cleanUp();
  }
  return { result: result(), cleanUp };
};

function planOf({ id, settings }: ScalingBench, cases: number): LoadPlan {
  const { connections, pipeline, writesPerSecond, readsPerSecond, keys, valueBytes, seconds } = settings;
  const { order, secondsEach } = scalingRounds(cases, seconds);
  const filling = writesPerSecond === null ? 0 : keys / writesPerSecond;
  const ttlSeconds = Math.ceil(filling + order.length * (secondsEach + PATIENCE));
  return { id, ttlSeconds, connections, pipeline, writesPerSecond, readsPerSecond, keys, valueBytes };
}

interface Measuring {
  readonly bench: ScalingBench;
  readonly cases: readonly ScalingCase[];
  readonly site: Site;
  readonly crew: Crew;
}

async function measureAll(
  { bench, cases, site, crew }: Measuring,
  add: (place: number, round: ScalingRound) => ScalingResult,
): Promise<void> {
  const { signal, settings } = bench;
  const { order, rounds, secondsEach } = scalingRounds(cases.length, settings.seconds);
  const filled = new Set<string>();
  const beganMs = performance.now();
  for (const [done, place] of order.entries()) {
    const one = cases[place];
    if (one === undefined) continue;
    const expected = secondsEach + START_MS / 1000 + BESIDES_SECONDS;
    const took = done === 0 ? expected : (performance.now() - beganMs) / 1000 / done;
    const text = `${caseName(one)}, round ${Math.floor(done / cases.length) + 1} of ${rounds}`;
    bench.report({ text, fraction: done / order.length, etaSeconds: took * (order.length - done) });
    const stand = await site.stand(one);
    await crew.connect(stand.where);
    if (!filled.has(stand.data)) await crew.fill(site.fillsPerSecond);
    filled.add(stand.data);
    await untilCaughtUp(stand.primary, stand.replicas, signal);
    const round = await measure(crew, stand, {
      startMs: done === 0 ? FIRST_START_MS : START_MS,
      countMs: secondsEach * 1000,
      signal,
    });
    const result = add(place, round);
    bench.report(
      { text, fraction: (done + 1) / order.length, etaSeconds: took * (order.length - done - 1) },
      result,
    );
  }
}

async function measure(
  crew: Crew,
  stand: Stand,
  {
    startMs,
    countMs,
    signal,
  }: { readonly startMs: number; readonly countMs: number; readonly signal: AbortSignal },
): Promise<ScalingRound> {
  await crew.begin();
  await delay(startMs, undefined, { signal });
  const [seen, load] = await watch(stand, async () => {
    await crew.count();
    await delay(countMs, undefined, { signal });
    return await crew.tell();
  });
  await crew.rest();
  return { ...seen, load };
}
