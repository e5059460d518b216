import { spawn } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { lineOf } from "../lines";
import type { Tidemark } from "../tidemark";
import { type Figure, once } from "./figure";
import { onFakeFleet } from "./on-fake-fleet";
import { cpuSeconds, residentMiB } from "./process";

const SOCKETS = 1_000;
const PER_GROUP = 10;
const WARM_UP_SECONDS = 10;
const SECONDS = 30;

const Told = z.object({
  ticks: z.number(),
  deaf: z.number(),
  lost: z.number(),
  p50: z.number(),
  p99: z.number(),
  worst: z.number(),
});

/** How late a tick is at a thousand pages that watch one group of ten, and what they cost the server. */
export const sockets = (): Promise<Figure[]> =>
  onFakeFleet({ instances: PER_GROUP, perGroup: PER_GROUP }, measure);

async function measure(tidemark: Tidemark): Promise<Figure[]> {
  const root = join(import.meta.dirname, "../..");
  const pid = tidemark.process.pid ?? 0;
  const alone = residentMiB(pid);
  const { origin } = new URL(tidemark.url);
  const script = join(import.meta.dirname, "sockets-client.ts");
  const args = [script, origin, "group-0", ...[SOCKETS, WARM_UP_SECONDS, SECONDS].map(String)];
  const client = spawn(join(root, "node_modules/.bin/tsx"), args, { stdio: ["ignore", "pipe", "inherit"] });
  const [began, usedBefore] = [performance.now(), cpuSeconds(pid)];
  const line = lineOf(client, /^\{.*\}$/);
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentMiB(pid)), 1_000);
  const told = Told.parse(JSON.parse(await line.finally(() => clearInterval(timer))));
  if (told.deaf > 0 || told.lost > 0)
    throw new Error(`${told.deaf} sockets heard no tick, and ${told.lost} were lost`);
  const share = ((cpuSeconds(pid) - usedBefore) / ((performance.now() - began) / 1000)) * 100;
  const figure = once(`sockets ${SOCKETS}`);
  return [
    figure("tick to receipt p50", told.p50, "ms", null),
    figure("tick to receipt p99", told.p99, "ms", 250),
    figure("tick to receipt, worst", told.worst, "ms", null),
    figure("memory, most", Math.max(...samples), "MiB", null),
    figure("memory without them", alone, "MiB", null),
    figure("share of a core", share, "%", null),
  ];
}
