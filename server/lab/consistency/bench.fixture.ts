import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConsistencyResult, ConsistencySettings, type LinkWeather, ReadMode } from "@/lib/contract";
import { findServer } from "@/server/local";
import type { Bench, GroupPlace, ThrowawayPlace } from "../experiment";
import { throwawayPlace } from "../places";
import { carryConsistency } from ".";

export const allModes = ReadMode.options;

type Asked = Partial<Omit<ConsistencySettings, "kind">>;

interface During {
  /** Called with each report, and how many there were. */
  reported?(count: number, act: { weather(replica: string, weather: LinkWeather): void; stop(): void }): void;
}

/** Carries one experiment out as the lab does. */
export async function carryOut(
  where: ThrowawayPlace | GroupPlace,
  asked: Asked,
  { reported = () => {} }: During = {},
): Promise<{ result: ConsistencyResult; cleanUp: string; stoppedMs: number | null }> {
  const stop = new AbortController();
  let stoppedAtMs: number | null = null;
  let reports = 0;
  let weather = (_replica: string, _weather: LinkWeather): void => {};
  const bench: Bench<ConsistencySettings, ConsistencyResult> = {
    id: "test",
    settings: ConsistencySettings.parse({ kind: "consistency", ...asked }),
    where,
    signal: stop.signal,
    report(_progress, result) {
      if (result === undefined) return;
      reports += 1;
      reported(reports, {
        weather,
        stop() {
          stoppedAtMs = performance.now();
          stop.abort(new Error("Stopped."));
        },
      });
    },
    offerLinks(group, changed) {
      weather = (replica, now) => {
        group.replicas.find(({ name }) => name === replica)?.link?.change(now);
        changed({ replica, weather: now });
      };
    },
  };
  const end = await carryConsistency(bench);
  return { ...end, stoppedMs: stoppedAtMs === null ? null : performance.now() - stoppedAtMs };
}

/** The same on servers that are started for it, and are gone when it resolves. */
export async function carryOutThrowaway(asked: Asked, during?: During) {
  const binary = await findServer({ install: false });
  if ("missing" in binary) throw new Error(binary.missing);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-lab-test-"));
  const held = throwawayPlace(binary, dir, "test", new AbortController().signal);
  try {
    return await carryOut(held.place, asked, during);
  } finally {
    await held.close();
    await rm(dir, { recursive: true });
  }
}

export function modeOf(result: ConsistencyResult, mode: ReadMode): ConsistencyResult["modes"][number] {
  const found = result.modes.find((one) => one.mode === mode);
  if (found === undefined) throw new Error(`${mode} was not measured`);
  return found;
}
