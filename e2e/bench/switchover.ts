import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { GroupList } from "@/lib/contract";
import { findServer, type LocalServer } from "@/server/local";
import { replicationField } from "@/server/testing/ask";
import { seedOf } from "@/server/testing/fleet";
import { isOnline, linkUp, startGroup } from "@/server/testing/group";
import { waitFor } from "@/server/testing/wait-for";
import { askApi } from "../access";
import { startTidemark, type Tidemark } from "../tidemark";
import { type Figure, median, once, quantile } from "./figure";
import { type SteadyWriters, startSteadyWriters } from "./steady-writers";
import { ours, type Told, theirs, ways } from "./switchover-ways";

const ROUNDS = Number(process.env.TIDEMARK_BENCH_ROUNDS ?? "12");
const WRITERS = 8;
const WRITES_PER_SECOND = 1500;
const REPLICAS = 2;
const PING_SECONDS = "10";
/** A machine that is busy with other things makes gaps of its own: a hand-over begins after a second without such. */
const CALM_MS = 1000;
const CALM_GAP_MS = 15;
const PATIENCE_MS = Number(process.env.TIDEMARK_BENCH_PATIENCE_MS ?? "30000");
/** A gap that the hand-over made has ended by then. */
const AFTER_MS = 300;

interface Measured extends Told {
  readonly way: string;
  /** Around the swap; where a try missed before it, the longest anywhere. */
  readonly gapMs: number;
  /** The longest anywhere, also where this machine had other things to do. */
  readonly longestMs: number;
}

/**
 * The write gap of a planned switchover, as eight writers see it who follow the primary at once: ours through the API,
 * beside the bare command sent at a random moment and beside pause and promote, in turn on one group.
 */
export async function switchover(): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const group = await startGroup({
    binary,
    replicas: REPLICAS,
    settings: { save: "", "repl-backlog-size": "64mb", "repl-ping-replica-period": PING_SECONDS },
  });
  const dir = await mkdtemp(join(tmpdir(), "tidemark-switchover-"));
  const undo: (() => Promise<unknown>)[] = [
    () => rm(dir, { recursive: true, force: true }),
    () => group.stop(),
  ];
  try {
    const tidemark = await startTidemark(["serve", seedOf(group.primary), "--port", "0"], {
      TIDEMARK_DATA_DIR: dir,
    });
    undo.push(() => tidemark.stop());
    const writers = await startSteadyWriters(group.all, WRITERS, WRITES_PER_SECOND);
    const calm: number[] = [];
    const measured = await measure(group.all, tidemark, writers, calm);
    await writers.stop();
    const loss = await writers.lossOn(await settled(group.all));
    return figuresOf(measured, loss, calm);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function measure(
  servers: readonly LocalServer[],
  tidemark: Tidemark,
  writers: SteadyWriters,
  calm: number[],
): Promise<Measured[]> {
  const group = await groupOf(tidemark, servers.length);
  const measured: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const way of ways) {
      const from = await settled(servers);
      const [to, ...siblings] = rotated(servers, from);
      if (to === undefined) throw new Error("there is nobody to hand over to");
      await seenBy(tidemark, group, servers.length);
      writers.label(way.name);
      calm.push(await untilCalm(writers));
      const beganMs = performance.now();
      const told = await way.handOver({ tidemark, group, from, to, siblings, pingSeconds: PING_SECONDS });
      await pause(AFTER_MS);
      const longestMs = writers.longestGapMs(beganMs, performance.now());
      const gapMs = told.misses > 0 ? longestMs : writers.swapGapMs(beganMs);
      measured.push({ way: way.name, gapMs, longestMs, ...told });
      process.stderr.write(`  ${round + 1}/${ROUNDS} ${way.name}: ${gapMs.toFixed(1)} ms\n`);
    }
  return measured;
}

/** Resolves after a second in which writes flowed evenly, or when none came; with its longest gap. Milliseconds. */
async function untilCalm(writers: SteadyWriters): Promise<number> {
  const endMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const fromMs = performance.now();
    await pause(CALM_MS);
    const gapMs = writers.longestGapMs(fromMs, performance.now());
    if (gapMs <= CALM_GAP_MS || performance.now() > endMs) return gapMs;
  }
}

/** The servers after `from` in a ring: each becomes the primary in its turn. */
function rotated(servers: readonly LocalServer[], from: LocalServer): LocalServer[] {
  const at = servers.indexOf(from);
  return [...servers.slice(at + 1), ...servers.slice(0, at)];
}

/** The primary, once all others are its replicas, linked and listed as online. */
async function settled(servers: readonly LocalServer[]): Promise<LocalServer> {
  const primary = await waitFor("there is one primary", async () => {
    const roles = await Promise.all(servers.map((server) => replicationField(server, "role")));
    const primaries = servers.filter((_, at) => roles[at] === "master");
    return primaries.length === 1 ? (primaries[0] ?? null) : null;
  });
  const others = servers.filter((server) => server !== primary);
  await Promise.all(others.map(linkUp));
  await Promise.all(others.map((server) => isOnline(primary, server)));
  return primary;
}

async function groupOf(tidemark: Tidemark, count: number): Promise<string> {
  const { origin } = new URL(tidemark.url);
  const id = await waitFor("the group is watched", async () => {
    const { groups } = GroupList.parse(await (await askApi(`${origin}/api/groups`)).json());
    return groups[0]?.id ?? null;
  });
  await seenBy(tidemark, id, count);
  return id;
}

/** Resolves when Tidemark shows one primary and all others linked to it: what a person would wait for. */
const seenBy = (tidemark: Tidemark, group: string, count: number): Promise<boolean> =>
  waitFor("Tidemark shows the group as well", async () => {
    const { instances, primary, run } = await tidemark.group(group);
    const linked = instances.filter((one) => one.upstream === primary && one.link?.state === "up");
    return run === null && instances.length === count && linked.length === count - 1;
  });

function figuresOf(
  measured: readonly Measured[],
  loss: Awaited<ReturnType<SteadyWriters["lossOn"]>>,
  calm: readonly number[],
): Figure[] {
  const figure = once("switchover");
  const gaps = (way: string): number[] => measured.filter((one) => one.way === way).map(({ gapMs }) => gapMs);
  const longest = (way: string): number[] =>
    measured.filter((one) => one.way === way).map(({ longestMs }) => longestMs);
  const spread = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  const proven = measured.flatMap(({ provenMs }) => provenMs ?? []).map((ms) => ms / 1000);
  const misses = measured.reduce((sum, one) => sum + one.misses, 0);
  return [
    ...ways.flatMap(({ name }) => {
      const { acknowledged = 0, lost = 0 } = loss.get(name) ?? {};
      return [
        { ...figure(`${name}: write gap`, median(gaps(name)), "ms", null), spread: spread(gaps(name)) },
        figure(`${name}: lost, of ${acknowledged} acknowledged writes`, lost, "", 0),
      ];
    }),
    figure(
      "ratio of the median gaps, Tidemark to bare",
      median(gaps(ours.name)) / median(gaps(theirs.name)),
      "",
      0.1,
    ),
    figure("Tidemark: longest gap anywhere in a run", Math.max(...longest(ours.name)), "ms", null),
    figure("Tidemark: worst write gap", Math.max(...gaps(ours.name)), "ms", 150),
    figure(`Tidemark: tries that missed the ACK, in ${ROUNDS} switchovers`, misses, "", null),
    figure("Tidemark: from click to proven, p50", median(proven), "s", null),
    figure("Tidemark: from click to proven, p95", quantile(proven, 0.95), "s", null),
    {
      ...figure("no switchover: longest gap in the second before each", median(calm), "ms", null),
      spread: spread(calm),
    },
  ];
}
