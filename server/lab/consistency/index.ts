import type { ConsistencyResult, ConsistencySettings } from "@/lib/contract";
import { ConsistencyTally } from "@/lib/lab/consistency";
import type { Bench, Carry } from "../experiment";
import { LabKeys } from "../keys";
import { removeKeys } from "../remove-keys";
import type { ThrowawayGroup } from "../throwaway";
import { type Ground, groupGround, throwawayGround } from "./ground";
import { ConsistencyLoop } from "./loop";
import { RoutedClient } from "./routed-client";

const TELL_MS = 1_000;
/** What is measured so far is told no more often than that it takes a twentieth of the time. */
const TELL_SHARE = 20;
const CLEAN_UP_MS = 5_000;
const CLEAN_UP_STOPPED_MS = 500;

type ConsistencyBench = Bench<ConsistencySettings, ConsistencyResult>;

/** Measures what readers see of what is written. */
export const carryConsistency: Carry<ConsistencySettings, ConsistencyResult> = async (bench) => {
  const { settings, signal } = bench;
  const { ground, group } = await prepare(bench);
  const client = new RoutedClient(ground, settings);
  const keys = new LabKeys(bench.id, settings.keys, settings.seconds);
  try {
    await Promise.race([client.ready(), fired(signal)]);
    const startedMs = performance.now();
    const tally = new ConsistencyTally(startedMs, settings.modes);
    if (group !== null)
      bench.offerLinks(group, (change) => tally.add({ fact: "link", atMs: performance.now(), ...change }));
    const stopTelling = tell(bench, tally, startedMs);
    const loop = new ConsistencyLoop({ client, settings, keys, tally, startedMs, signal });
    const { abandoned } = await loop.run().finally(stopTelling);
    const ms = signal.aborted ? CLEAN_UP_STOPPED_MS : CLEAN_UP_MS;
    const result = tally.result();
    const { sent } = result.writes;
    const send = async (words: readonly string[]) => (await client.write(words, null)).reply;
    const cleanUp = sent === 0 ? "No key was written." : await removeKeys(keys, send, { ms, abandoned });
    return { result, cleanUp };
  } finally {
    await client.close();
  }
};

async function prepare({ where, settings, report }: ConsistencyBench): Promise<{
  readonly ground: Ground;
  readonly group: ThrowawayGroup | null;
}> {
  if (where.place === "group") return { ground: groupGround(where, settings), group: null };
  report({ text: "Starting servers", fraction: null, etaSeconds: null });
  const group = await where.start({ shape: "fan-out", replicas: settings.replicas });
  const ground = throwawayGround(group, settings);
  settings.links.forEach((weather, i) => {
    group.replicas[i]?.link?.change(weather);
  });
  return { ground, group };
}

/** Tells how far it is, until what it returns is called. */
function tell(bench: ConsistencyBench, tally: ConsistencyTally, startedMs: number): () => void {
  const { seconds } = bench.settings;
  let timer: NodeJS.Timeout;
  const once = (): void => {
    const beganMs = performance.now();
    const goneSeconds = Math.min(seconds, (beganMs - startedMs) / 1000);
    bench.report(
      { text: "Writing and reading", fraction: goneSeconds / seconds, etaSeconds: seconds - goneSeconds },
      tally.result(),
    );
    timer = setTimeout(once, Math.max(TELL_MS, TELL_SHARE * (performance.now() - beganMs)));
  };
  timer = setTimeout(once, TELL_MS);
  return () => clearTimeout(timer);
}

const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
