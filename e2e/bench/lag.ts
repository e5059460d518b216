import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findServer, type LocalServer, startServer } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { replicationField } from "@/server/testing/ask";
import { DelayLine } from "@/server/testing/delay-line";
import { groupConfig, idAt, seedOf, testFleet } from "@/server/testing/fleet";
import { linkUp } from "@/server/testing/group";
import { waitFor } from "@/server/testing/wait-for";
import { type Figure, median, quantile } from "./figure";
import { noteReadings, type Reading } from "./lag-readings";

const SCENARIO_SECONDS = 60;
const IDLE_SECONDS = 600;
const WRITE_EVERY_MS = 10;
const VALUE = "x".repeat(100);
const BURST_EVERY_MS = 5_000;
const BURST_WRITES = 3_000;
const HOLD_EVERY_MS = 6_000;
const HOLD_MS = 3_000;
/** An idle, healthy replica is never told to lag more than this. Seconds. */
const IDLE_LAG = 0.2;

/** What is asked of the estimate, by how often it polls. Seconds. */
const polls = [
  { name: "1 s", intervalMs: 1_000, medianBar: 0.05, worstBar: 0.25 },
  { name: "100 ms", intervalMs: 100, medianBar: 0.015, worstBar: 0.06 },
] as const;

interface Stage {
  readonly line: DelayLine;
  readonly write: (count: number) => void;
}

/** Each runs for a minute and answers what undoes it. */
const scenarios: Record<string, (stage: Stage) => () => void> = {
  "steady, 0.25 s late": (stage) => steadily(stage, 250),
  "steady, 1 s late": (stage) => steadily(stage, 1_000),
  "steady, 3 s late": (stage) => steadily(stage, 3_000),
  "bursts, 0.5 s late": ({ line, write }) => {
    line.delayMs = 500;
    const trickle = setInterval(() => write(1), 10 * WRITE_EVERY_MS);
    const bursts = setInterval(() => write(BURST_WRITES), BURST_EVERY_MS);
    return () => {
      clearInterval(trickle);
      clearInterval(bursts);
    };
  },
  "held and let go": (stage) => {
    const stop = steadily(stage, 0);
    const { line } = stage;
    const holds = setInterval(() => {
      line.hold();
      setTimeout(() => line.release(), HOLD_MS);
    }, HOLD_EVERY_MS);
    return () => {
      clearInterval(holds);
      line.release();
      stop();
    };
  },
};

function steadily({ line, write }: Stage, delayMs: number): () => void {
  line.delayMs = delayMs;
  const timer = setInterval(() => write(1), WRITE_EVERY_MS);
  return () => clearInterval(timer);
}

/**
 * How far the lag that Tidemark tells is from the truth, which a delay line between primary and replica knows to the
 * millisecond; for the replica behind the line and for one more below it. Beside it, of the same readings, what
 * `master_last_io_seconds_ago` and the upstream's `lag=` would have said. A second group is left alone all the while.
 */
export async function lag(): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-lag-"));
  const undo: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const start = async (name: string, pingSeconds: number, upstream?: { host: string; port: number }) => {
    const settings = {
      save: "",
      "repl-diskless-sync-delay": "0",
      "repl-ping-replica-period": String(pingSeconds),
      "repl-timeout": "600",
      ...(upstream === undefined ? {} : { replicaof: `${upstream.host} ${upstream.port}` }),
    };
    const server = await startServer({ binary: binary.path, dir: join(dir, name), settings });
    undo.push(() => server.stop());
    if (upstream !== undefined) await linkUp(server);
    return server;
  };
  try {
    const primary = await start("primary", 3_600);
    const line = await DelayLine.start(primary);
    undo.push(() => line.close());
    const middle = await start("middle", 3_600, line);
    const leaf = await start("leaf", 3_600, middle);
    const idle = await start("idle", 10);
    await start("idle-replica", 10, idle);
    line.standsAt(await restingOffset(primary, [middle, leaf]));
    return await watch({ primary, line, replicas: [middle, leaf].map(idAt), idle }, undo);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** Where the stream stands, once all have the same offset. */
async function restingOffset(primary: LocalServer, replicas: readonly LocalServer[]): Promise<number> {
  const offsetOf = async (server: LocalServer) =>
    Number(await replicationField(server, "master_repl_offset"));
  await waitFor("all stand at one offset", async () => {
    const all = await Promise.all([primary, ...replicas].map(offsetOf));
    return new Set(all).size === 1;
  });
  return offsetOf(primary);
}

async function watch(
  group: { primary: LocalServer; line: DelayLine; replicas: string[]; idle: LocalServer },
  undo: (() => Promise<unknown>)[],
): Promise<Figure[]> {
  const { primary, line, replicas, idle } = group;
  const began = performance.now();
  let running: string | null = null;
  const idleLags: number[] = [];
  const runs: { readonly poll: (typeof polls)[number]; readonly readings: readonly Reading[] }[] = [];
  for (const poll of polls) {
    const seeds = { orders: primary, idle };
    const configs = Object.entries(seeds).map(([name, server]) => groupConfig([seedOf(server)], { name }));
    const options = { poll: { intervalMs: poll.intervalMs, timeoutMs: 800, discover: true } };
    const fleet: Fleet = await testFleet(configs, options);
    undo.push(() => fleet.close());
    await waitFor("the groups are found", () => fleet.groups().every((one) => one.instances.length > 1));
    runs.push({ poll, readings: noteReadings(fleet, replicas, line, () => running) });
    fleet.listen({
      tick: ({ id, instances }) => {
        if (id === "idle") for (const { lagSeconds } of instances) idleLags.push(lagSeconds ?? 0);
      },
    });
  }
  const write = await writerTo(primary, undo);
  for (const [name, begin] of Object.entries(scenarios)) {
    const stop = begin({ line, write });
    running = name;
    await pause(SCENARIO_SECONDS * 1000);
    running = null;
    stop();
  }
  await pause(Math.max(0, IDLE_SECONDS * 1000 - (performance.now() - began)));
  return [...runs.flatMap(({ poll, readings }) => figuresOf(poll, readings)), ...idleFigures(idleLags)];
}

async function writerTo(
  { host, port }: LocalServer,
  undo: (() => Promise<unknown>)[],
): Promise<Stage["write"]> {
  const target = { endpoint: { host, port }, networks: usualNetworks, tls: null };
  const opened = await Connection.open(target, { username: null, password: null }, 2_000);
  if (!opened.ok) throw new Error(opened.error.detail);
  undo.push(async () => opened.value.close());
  return (count) => {
    for (let n = 0; n < count; n += 1) void opened.value.send(["SET", `key:${n}`, VALUE], 10_000);
  };
}

function figuresOf(poll: (typeof polls)[number], readings: readonly Reading[]): Figure[] {
  const bench = `lag ${poll.name}`;
  const rows: Figure[] = [];
  for (const scenario of Object.keys(scenarios)) {
    const some = readings.filter((reading) => reading.scenario === scenario);
    const steady = scenario.startsWith("steady");
    const errorsOf = (say: (reading: Reading) => number | null): number[] =>
      some.flatMap((reading) => {
        const said = say(reading);
        return said === null ? [] : [Math.abs(said - reading.truth)];
      });
    const row = (what: string, errors: readonly number[], q: number, bar: number | null): Figure => ({
      bench,
      what: `${scenario}: ${what}`,
      value: 1000 * quantile(errors, q),
      unit: "ms",
      spread: errors.length === 0 ? null : [1000 * Math.min(...errors), 1000 * Math.max(...errors)],
      bar: bar === null ? null : 1000 * bar,
    });
    const told = errorsOf(({ told }) => told);
    rows.push(
      row("median error", told, 0.5, steady ? poll.medianBar : null),
      row("p99 of the error", told, 0.99, steady ? poll.worstBar : null),
      row(
        "median, by link idle time",
        errorsOf(({ lastIo }) => lastIo),
        0.5,
        null,
      ),
      row(
        "median, by last ACK",
        errorsOf(({ lastAck }) => lastAck),
        0.5,
        null,
      ),
      {
        bench,
        what: `${scenario}: truth outside the stated error`,
        value: (100 * some.filter(isOutside).length) / some.length,
        unit: "%",
        spread: null,
        bar: 5,
      },
      {
        bench,
        what: `${scenario}: readings, of them without a lag`,
        value: some.length,
        unit: `(${some.filter(({ told }) => told === null).length})`,
        spread: null,
        bar: null,
      },
    );
  }
  const least = Math.min(...readings.map(({ told }) => told ?? 0));
  return [
    ...rows,
    { bench, what: "negative readings", value: least < 0 ? 1 : 0, unit: "", spread: null, bar: 0 },
  ];
}

const isOutside = ({ told, error, truth }: Reading): boolean =>
  told === null || error === null || Math.abs(told - truth) > error;

function idleFigures(lags: readonly number[]): Figure[] {
  const bench = "lag idle";
  const spread = [Math.min(...lags), Math.max(...lags)] as const;
  return [
    {
      bench,
      what: `readings above ${IDLE_LAG} s`,
      value: lags.filter((one) => one > IDLE_LAG).length,
      unit: `of ${lags.length}`,
      spread: null,
      bar: 0,
    },
    {
      bench,
      what: "lag told",
      value: 1000 * median(lags),
      unit: "ms",
      spread: [1000 * spread[0], 1000 * spread[1]],
      bar: null,
    },
  ];
}
