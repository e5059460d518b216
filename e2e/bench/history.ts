import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { History, Metric } from "@/lib/contract";
import type { SampleRow } from "@/server/ports";
import type { Tiers } from "@/server/settings";
import { createStore } from "@/server/store";
import { groupConfig } from "@/server/testing/fleet";
import { waitFor } from "@/server/testing/wait-for";
import { startForTest } from "@/server/tidemark.fixture";
import { type Figure, once as measuredOnce, quantile } from "./figure";
import { fillHistory, meanPictureBytes, regroup, repeatPictures, type Spike } from "./history-rows";

const INSTANCES = 100;
const PER_GROUP = 10;
const QUESTIONS = 300;
const WRITTEN_SECONDS = 300;
/** Of each group, over all the time: somebody restarts something every half hour. */
const PICTURES = 1_500;
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const SHORTEST = 5 * MINUTE;
const LONGEST = 30 * DAY;

const root = join(import.meta.dirname, "../..");
const tiers: Tiers = [
  { stepMs: 1_000, keepMs: 60 * MINUTE },
  { stepMs: 10_000, keepMs: DAY },
  { stepMs: MINUTE, keepMs: 30 * DAY },
];

/** What 100 instances at 1 Hz over 30 days weigh, how quickly any stretch of them is told, and what it costs to write them. */
export async function history(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "tidemark-history-"));
  const script = join(import.meta.dirname, "fake-fleet.ts");
  const argv = [script, String(INSTANCES), String(PER_GROUP)];
  const fake = spawn(join(root, "node_modules/.bin/tsx"), argv, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = await once(createInterface({ input: fake.stdout }), "line");
    const ports: unknown = JSON.parse(String(line));
    if (!Array.isArray(ports)) throw new Error("the fake fleet named no ports");
    const untilMs = Date.now();
    const spike = { series: 7, atMs: untilMs - 20 * DAY, lagBytes: 50 * 1024 ** 2 };
    await fillHistory(dataDir, tiers, {
      instances: INSTANCES,
      untilMs,
      groupOf: (index) => groupName(Math.floor(index / PER_GROUP)),
      idOf: (index) => `127.0.0.1:${ports[index]}`,
      spike,
    });
    const bytes = (await stat(join(dataDir, "tidemark.db"))).size;
    return [
      figure("size of the file", bytes / 1024 ** 3, "GiB", 2),
      ...(await answers(dataDir, ports, spike)),
      ...(await largeGroup(dataDir)),
      ...(await costs(dataDir)),
    ];
  } finally {
    fake.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const groupName = (n: number): string => `group-${n}`;
const figure = measuredOnce("history");

/** Over HTTP, while all instances are polled and written beside it. */
async function answers(dataDir: string, ports: readonly unknown[], spike: Spike): Promise<Figure[]> {
  const groups = Array.from({ length: INSTANCES / PER_GROUP }, (_, n) =>
    groupConfig([`redis://127.0.0.1:${ports[n * PER_GROUP]}`], { name: groupName(n) }),
  );
  const tidemark = await startForTest([], {
    dataDir,
    settings: { groups, poll: { intervalMs: 1_000, timeoutMs: 800, discover: true } },
  });
  try {
    await waitFor("pictures are kept", async () => {
      const answers = groups.map(({ name }) => tidemark.get(`/api/groups/${name}/past?at=${Date.now()}`));
      return (await Promise.all(answers)).every(({ status }) => status === 200);
    });
    const picture = meanPictureBytes(dataDir);
    repeatPictures(dataDir, LONGEST, PICTURES);
    const anyGroup = () => groupName(Math.floor((Math.random() * INSTANCES) / PER_GROUP));
    const metrics = "lagBytes,lagSeconds,headroomSeconds,headroomBytes";
    const longestTurn = watchTurns();
    const ranges = await timed(async () => {
      // Even over the logarithm: as many short stretches as long ones.
      const span = SHORTEST * (LONGEST / SHORTEST) ** Math.random();
      const to = Date.now() - Math.random() * (LONGEST - span);
      return tidemark.get(
        `/api/groups/${anyGroup()}/history?metrics=${metrics}&from=${Math.floor(to - span)}&to=${Math.floor(to)}`,
      );
    });
    const recent = await timed(async () => {
      const to = Date.now();
      const from = Math.floor(to - SHORTEST * (LONGEST / SHORTEST) ** Math.random());
      return tidemark.get(`/api/groups/${anyGroup()}/history?metrics=${metrics}&from=${from}&to=${to}`);
    });
    const pasts = await timed(async () =>
      tidemark.get(`/api/groups/${anyGroup()}/past?at=${Math.floor(Date.now() - Math.random() * LONGEST)}`),
    );
    const turn = longestTurn();
    const all = await tidemark.get(
      `/api/groups/${groupName(0)}/history?metrics=lagBytes&from=${Date.now() - LONGEST}&to=${Date.now()}`,
    );
    const seen = History.parse(all.json).series.map(({ max }) => Math.max(...max.map((value) => value ?? 0)));
    return [
      ...quantiles("any stretch, 5 min to 30 d", ranges, 100),
      ...quantiles("a stretch that ends now", recent, 100),
      ...quantiles("a past moment", pasts, 100),
      figure(`a picture of ${PER_GROUP} instances`, picture, "B", null),
      figure("longest turn of the event loop, CPU", turn, "ms", 50),
      figure("spike lost at 30 d", seen.includes(spike.lagBytes) ? 0 : 1, "", 0),
    ];
  } finally {
    await tidemark.close();
  }
}

/** The same instances as one group: as many values for each answer as there can be. Without HTTP, with its JSON. */
async function largeGroup(dataDir: string): Promise<Figure[]> {
  regroup(dataDir, "large");
  const store = await createStore(dataDir, { tiers, pollIntervalMs: 1_000 });
  try {
    const times = await timed(async () => {
      const toMs = Date.now();
      const fromMs = toMs - SHORTEST * (LONGEST / SHORTEST) ** Math.random();
      const metrics = ["lagBytes", "lagSeconds"] as const;
      const answer = await store.samples.query({ group: "large", metrics, fromMs, toMs, points: 600 });
      return { status: 200, text: JSON.stringify(answer) };
    });
    return quantiles("a group of 100, two metrics", times, 100);
  } finally {
    await store.close();
  }
}

/** CPU time between two beats of a timer: what keeps it from beating, whoever else uses the machine. Milliseconds. */
function watchTurns(): () => number {
  let last = process.cpuUsage();
  let longest = 0;
  const timer = setInterval(() => {
    longest = Math.max(longest, cpuMs(last));
    last = process.cpuUsage();
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

interface Times {
  readonly wall: number[];
  readonly cpu: number[];
}

async function timed(ask: () => Promise<{ status: number; text: string }>): Promise<Times> {
  const times: Times = { wall: [], cpu: [] };
  for (let n = 0; n < QUESTIONS; n += 1) {
    const began = performance.now();
    const usage = process.cpuUsage();
    const { status, text } = await ask();
    times.wall.push(performance.now() - began);
    times.cpu.push(cpuMs(usage));
    if (status !== 200) throw new Error(`answered ${status}: ${text.slice(0, 300)}`);
  }
  return times;
}

/** The CPU time tells a slow answer from a machine that others use as well. */
const quantiles = (what: string, { wall, cpu }: Times, bar: number): Figure[] => [
  figure(`${what}, p50`, quantile(wall, 0.5), "ms", null),
  figure(`${what}, p99`, quantile(wall, 0.99), "ms", bar),
  figure(`${what}, p99 of CPU`, quantile(cpu, 0.99), "ms", null),
];

/** What the store alone costs, of the CPU time of this process: a write a second, a roll-up a minute. */
async function costs(dataDir: string): Promise<Figure[]> {
  let nowMs = Date.now() + MINUTE;
  const store = await createStore(dataDir, { tiers, pollIntervalMs: 1_000, now: () => nowMs });
  try {
    await store.samples.compact(nowMs);
    const before = process.cpuUsage();
    for (let second = 1; second <= WRITTEN_SECONDS; second += 1) {
      nowMs += 1_000;
      await store.samples.append(Array.from({ length: INSTANCES }, (_, index) => rowAt(index, nowMs)));
      if (second % 60 === 0) await store.samples.compact(nowMs);
    }
    return [figure("writing, share of a core", cpuMs(before) / 10 / WRITTEN_SECONDS, "%", 5)];
  } finally {
    await store.close();
  }
}

const rowAt = (index: number, atMs: number): SampleRow => ({
  group: "written",
  instance: `h:${index}`,
  atMs,
  state: "online",
  values: Object.fromEntries(Metric.options.map((metric) => [metric, Math.random() * 1e6])),
});
