import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "@/server/ports";
import type { LinkProxy } from "@/server/testing/proxy";
import { waitFor } from "@/server/testing/wait-for";
import type { Actor } from "./actor.fixture";

/** A forecast of when a replica's next byte leaves the backlog, and when it did, in seconds from the forecast. */
export interface Forecast {
  readonly load: string;
  readonly foretold: number;
  /** By the rate of the last seconds, which the forecast does not rest on. */
  readonly byRate: number;
  readonly actual: number;
}

export const errorOf = (foretold: number, actual: number): number => Math.abs(foretold - actual) / actual;

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const spread = (errors: readonly number[]): string =>
  [0.5, 0.9, 1].map((share) => `${(100 * quantile(errors, share)).toFixed(1)} %`).join(", ");

/** When a backlog began where: looked at every 20 ms. */
export class Begins {
  private readonly seen: { readonly atMs: number; readonly first: number }[] = [];

  async watch(upstream: Actor, signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await delay(20)) {
      const first = (await upstream.view()).backlog.firstOffset;
      if (first !== null && first !== this.seen.at(-1)?.first)
        this.seen.push({ atMs: performance.now(), first });
    }
  }

  /** When the byte left; null: it has not. */
  leftAtMs(offset: number): number | null {
    return this.seen.find(({ first }) => first > offset)?.atMs ?? null;
  }
}

/**
 * Cuts a replica's link for good, reads the forecast now and at each share of its time, and waits for the byte to leave.
 */
export async function clockOf(
  fleet: Fleet,
  replica: Actor,
  primary: Actor,
  door: LinkProxy,
  begins: Begins,
  shares: readonly number[],
): Promise<Omit<Forecast, "load">[]> {
  door.weather.paused = true;
  door.each((connection) => connection.cut());
  await waitFor("the link is down", async () => !(await replica.view()).following?.linkUp);
  const needed = (await replica.view()).offset + 1;
  const read = async () => {
    const { instances } = await fleet.refresh("orders");
    const atMs = performance.now();
    const resync = instances.find(({ id }) => id === replica.id)?.resync;
    const rate = instances.find(({ id }) => id === primary.id)?.writeBytesPerSecond ?? Number.NaN;
    const foretold = resync?.headroomSeconds ?? Number.NaN;
    return { atMs, foretold, byRate: (resync?.headroomBytes ?? Number.NaN) / rate };
  };
  const first = await read();
  const forecasts = [first];
  for (const share of shares) {
    await delay(Math.max(0, first.atMs + share * first.foretold * 1000 - performance.now()));
    if (begins.leftAtMs(needed) !== null) break;
    forecasts.push(await read());
  }
  const leftMs = await waitFor("the byte has left the backlog", () => begins.leftAtMs(needed), 90_000);
  return forecasts
    .filter(({ atMs }) => atMs < leftMs)
    .map(({ atMs, foretold, byRate }) => ({ foretold, byRate, actual: (leftMs - atMs) / 1000 }));
}
