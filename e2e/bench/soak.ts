import { setTimeout as pause } from "node:timers/promises";
import { io } from "socket.io-client";
import type { Tick } from "@/lib/contract";
import { asTest } from "@/server/testing/who";
import type { Tidemark } from "../tidemark";
import { type Figure, once, quantile } from "./figure";
import { onFakeFleet } from "./on-fake-fleet";
import { residentMiB } from "./process";

const INSTANCES = 1_000;
const PER_GROUP = 10;
/** Rooms of V8 and SQLite's page cache are as large as they get after some three minutes. */
const WARM_UP_SECONDS = 240;
const MINUTES = 10;
const INTERVAL_MS = 1_000;
/** Often enough that a slope is not that of where ten looks fell between two collections, which move it by 20 MiB. */
const SAMPLE_SECONDS = 5;

/**
 * Ten minutes of a thousand instances at 1 Hz, with one browser that watches all of them: whether each group is told each
 * second, how far from its second, and whether memory stands still.
 */
export const soak = (): Promise<Figure[]> =>
  onFakeFleet({ instances: INSTANCES, perGroup: PER_GROUP }, watch);

async function watch(tidemark: Tidemark): Promise<Figure[]> {
  const { origin } = new URL(tidemark.url);
  const socket = io(origin, {
    path: "/live",
    transports: ["websocket"],
    extraHeaders: { origin, ...asTest },
  });
  try {
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    await socket.emitWithAck("watch", { groups: "*" });
    await pause(WARM_UP_SECONDS * 1_000);
    const lastAt = new Map<string, number>();
    const off: number[] = [];
    let missed = 0;
    socket.on("tick", ({ group, at }: Tick) => {
      const before = lastAt.get(group);
      lastAt.set(group, at);
      // What comes between two rounds, such as a reconnection, is told at once and is no beat of its own.
      if (before === undefined || at - before < INTERVAL_MS / 2) return;
      off.push(Math.abs(at - before - INTERVAL_MS));
      if (at - before > 1.5 * INTERVAL_MS) missed += Math.round((at - before) / INTERVAL_MS) - 1;
    });
    const pid = tidemark.process.pid ?? 0;
    const resident: number[] = [];
    for (let second = 0; second < MINUTES * 60; second += SAMPLE_SECONDS) {
      await pause(SAMPLE_SECONDS * 1_000);
      resident.push(residentMiB(pid));
    }
    const figure = once(`soak ${INSTANCES}`);
    return [
      figure("ticks", off.length, "", null),
      figure("ticks missed", missed, "", 0),
      figure("a tick from its second, p99", quantile(off, 0.99), "ms", 250),
      {
        ...figure("memory, most", Math.max(...resident), "MiB", 400),
        spread: [Math.min(...resident), Math.max(...resident)],
      },
      figure("memory grows in 10 min", slope(resident) * resident.length, "MiB", 10),
    ];
  } finally {
    socket.close();
  }
}

/** By how much the values rise from one to the next, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  return over / values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}
