import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { io } from "socket.io-client";
import { z } from "zod";
import type { Tick } from "@/lib/contract";
import { asTest } from "@/server/testing/who";
import { lineOf } from "../lines";
import type { Tidemark } from "../tidemark";
import { type Figure, once, quantile } from "./figure";
import { onFakeFleet } from "./on-fake-fleet";
import { coreShare, residentMiB } from "./process";

const HEALTHY = 10;
const WARM_UP_SECONDS = 15;
const SECONDS = 60;

const Ports = z.array(z.tuple([z.string(), z.number()]));
const root = join(import.meta.dirname, "../..");

/** What instances that flood, stall or lie cost Tidemark, and whether a healthy group beside them is read any later. */
export async function hostile(): Promise<Figure[]> {
  const fleet = { instances: HEALTHY, perGroup: HEALTHY };
  const alone = await onFakeFleet(fleet, watch);
  const script = join(import.meta.dirname, "hostile-servers.ts");
  const servers = spawn(join(root, "node_modules/.bin/tsx"), [script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const ports = Ports.parse(JSON.parse(await lineOf(servers, /^\[.*\]$/)));
    const groups = ports.map(([name, port]) => ({ name, seeds: [`redis://127.0.0.1:${port}`] }));
    const beset = await onFakeFleet({ ...fleet, beside: groups }, watch);
    return [
      figure("memory, most, without them", alone.mostMiB, "MiB", null),
      figure(`memory, most, with ${groups.length} of them`, beset.mostMiB, "MiB", null),
      figure("memory they cost", beset.mostMiB - alone.mostMiB, "MiB", 50),
      figure("tick to tick p99, without them", alone.gapMs, "ms", null),
      figure("tick to tick p99, with them", beset.gapMs, "ms", 1_500),
      figure("share of a core, with them", beset.share, "%", null),
    ];
  } finally {
    servers.kill();
  }
}

interface Watched {
  readonly mostMiB: number;
  /** Between two samples of one healthy instance, the 99th of a hundred. */
  readonly gapMs: number;
  readonly share: number;
}

async function watch(tidemark: Tidemark): Promise<Watched> {
  const pid = tidemark.process.pid ?? 0;
  const { origin } = new URL(tidemark.url);
  const socket = io(origin, {
    path: "/live",
    transports: ["websocket"],
    extraHeaders: { origin, ...asTest },
  });
  const gaps: number[] = [];
  const last = new Map<string, number>();
  let mostMiB = 0;
  socket.on("tick", ({ rows }: Tick) => {
    for (const { id, sampledAt } of rows) {
      if (sampledAt === undefined || sampledAt === null) continue;
      const before = last.get(id);
      last.set(id, Date.parse(sampledAt));
      if (before !== undefined) gaps.push(Date.parse(sampledAt) - before);
    }
  });
  try {
    await socket.emitWithAck("watch", { groups: ["group-0"] });
    await pause(WARM_UP_SECONDS * 1000);
    gaps.length = 0;
    const timer = setInterval(() => {
      mostMiB = Math.max(mostMiB, residentMiB(pid));
    }, 100);
    const share = await coreShare([pid], SECONDS);
    clearInterval(timer);
    if (gaps.length < (HEALTHY * SECONDS) / 2) throw new Error(`only ${gaps.length} samples came`);
    return { mostMiB, gapMs: quantile(gaps, 0.99), share };
  } finally {
    socket.close();
  }
}

const figure = once("hostile");
