import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { findServer } from "@/server/local";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { type Figure, median } from "./figure";
import { startLoad } from "./load";
import { cpuSeconds } from "./process";

const LOADERS = 2;
const AT_ONCE = 32;
const WARM_UP_SECONDS = 2;
const WINDOWS = 5;
const WINDOW_SECONDS = 2;

/** Cheap for a server, so that the clients are what takes the CPU; and dear: 1 MiB of bits counted for one number. */
const commands = {
  GET: ["GET", "bench:small"],
  "BITCOUNT of 1 MiB": ["BITCOUNT", "bench:large"],
} as const;

const Told = z.object({ reads: z.number(), by: z.record(z.string(), z.number()) });

/**
 * Reads a second by router.read with no, one and three replicas, by processes that do nothing else, and where the CPU went
 * meanwhile: once the machine is full, more replicas cannot give more.
 */
export async function reads(): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const figures: Figure[] = [];
  for (const replicas of [0, 1, 3]) {
    const group = await startGroup({ binary, replicas });
    try {
      for (const [name, words] of Object.entries(commands))
        figures.push(...(await measure(group, `reads, ${replicas} replicas`, name, words)));
    } finally {
      await group.stop();
    }
  }
  return figures;
}

async function measure(
  group: TestGroup,
  bench: string,
  name: string,
  words: readonly string[],
): Promise<Figure[]> {
  const told: z.infer<typeof Told>[] = [];
  const loads = Array.from({ length: LOADERS }, () =>
    startLoad("reads-client.ts", group.all, (line) => told.push(Told.parse(line)), String(AT_ONCE), ...words),
  );
  const serverPids = group.all.map(({ pid }) => pid);
  const loadPids = loads.map((load) => load.process.pid ?? 0);
  const perSecond: number[] = [];
  const busy: number[] = [];
  try {
    await pause(WARM_UP_SECONDS * 1_000);
    told.length = 0;
    const [serversBefore, loadBefore, began] = [cpuOf(serverPids), cpuOf(loadPids), performance.now()];
    for (let window = 0; window < WINDOWS; window += 1) {
      const [from, at, machine] = [told.length, performance.now(), machineTicks()];
      await pause(WINDOW_SECONDS * 1_000);
      const seconds = (performance.now() - at) / 1_000;
      perSecond.push(told.slice(from).reduce((sum, one) => sum + one.reads, 0) / seconds);
      const now = machineTicks();
      busy.push(((now.busy - machine.busy) / (now.all - machine.all)) * 100);
    }
    const seconds = (performance.now() - began) / 1_000;
    const [byServers, byLoad] = [cpuOf(serverPids) - serversBefore, cpuOf(loadPids) - loadBefore];
    const share = (cpu: number): number => (cpu / seconds) * 100;
    const answered = told.reduce((sum, one) => sum + one.reads, 0);
    const figure = (what: string, values: readonly number[], unit: string, bar: number | null): Figure => ({
      bench,
      what: `${name}: ${what}`,
      value: median(values),
      unit,
      spread: values.length === 1 ? null : [Math.min(...values), Math.max(...values)],
      bar,
    });
    return [
      figure("reads", perSecond, "/s", null),
      figure("machine busy", busy, "% of all cores", null),
      figure("servers", [share(byServers)], "% of a core", null),
      figure("clients", [share(byLoad)], "% of a core", null),
      figure("reads by a second of CPU, servers' and clients'", [answered / (byServers + byLoad)], "", null),
      ...(group.replicas.length < 2
        ? []
        : [figure("most by one replica, over its share", [unevenness(told)], "%", 5)]),
    ];
  } finally {
    for (const load of loads) load.stop();
    await Promise.all(loads.map(({ ended }) => ended));
  }
}

const cpuOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);

/** Of all cores together since the machine started: spent, and spent on anything (proc(5), /proc/stat). */
function machineTicks(): { readonly busy: number; readonly all: number } {
  const [, ...fields] = (readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "").split(/\s+/);
  const ticks = fields.map(Number);
  const all = ticks.slice(0, 8).reduce((sum, one) => sum + one, 0);
  const [, , , idle = 0, waiting = 0] = ticks;
  return { busy: all - idle - waiting, all };
}

/** By how much the replica that was asked most was asked more often than if all were alike. */
function unevenness(told: readonly z.infer<typeof Told>[]): number {
  const by = new Map<string, number>();
  for (const one of told)
    for (const [id, count] of Object.entries(one.by)) by.set(id, (by.get(id) ?? 0) + count);
  const counts = [...by.values()];
  const all = counts.reduce((sum, one) => sum + one, 0);
  return ((Math.max(...counts) * counts.length) / all - 1) * 100;
}
