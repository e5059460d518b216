import { setTimeout as pause } from "node:timers/promises";
import { io } from "socket.io-client";
import { asTest } from "@/server/testing/who";
import type { Tidemark } from "../tidemark";
import { type Figure, median } from "./figure";
import { onFakeFleet } from "./on-fake-fleet";
import { coreShare, cpuSeconds, residentMiB } from "./process";

const PER_GROUP = 10;
const WARM_UP_SECONDS = 15;
const WINDOWS = 3;
const WINDOW_SECONDS = 10;

/** What it costs to poll, derive and push 4, 100 and 1,000 instances at 1 Hz with one browser watching all of them. */
export async function poll(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const instances of [4, 100, 1000])
    figures.push(
      ...(await onFakeFleet({ instances, perGroup: PER_GROUP }, (tidemark) => watch(tidemark, instances))),
    );
  return figures;
}

async function watch(tidemark: Tidemark, instances: number): Promise<Figure[]> {
  const { origin } = new URL(tidemark.url);
  let bytes = 0;
  let ticks = 0;
  const socket = io(origin, {
    path: "/live",
    transports: ["websocket"],
    extraHeaders: { origin, ...asTest },
  });
  try {
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    socket.io.engine.on("packet", (packet) => {
      if (typeof packet.data === "string") bytes += Buffer.byteLength(packet.data);
    });
    socket.on("tick", () => {
      ticks += 1;
    });
    await socket.emitWithAck("watch", { groups: "*" });
    await pause(WARM_UP_SECONDS * 1000);
    const pid = tidemark.process.pid ?? 0;
    const shares: number[] = [];
    const resident: number[] = [];
    bytes = 0;
    ticks = 0;
    const began = cpuSeconds(pid);
    for (let window = 0; window < WINDOWS; window += 1) {
      shares.push(await coreShare([pid], WINDOW_SECONDS));
      resident.push(residentMiB(pid));
    }
    const seconds = WINDOWS * WINDOW_SECONDS;
    const spread = (values: readonly number[]): [number, number] => [
      Math.min(...values),
      Math.max(...values),
    ];
    const name = `poll ${instances}`;
    const big = instances === 1000;
    return [
      {
        bench: name,
        what: "share of a core",
        value: median(shares),
        unit: "%",
        spread: spread(shares),
        bar: big ? 25 : null,
      },
      {
        bench: name,
        what: "CPU per 1,000 replies",
        value: ((cpuSeconds(pid) - began) / seconds / instances) * 1e6,
        unit: "ms",
        spread: null,
        bar: null,
      },
      {
        bench: name,
        what: "memory",
        value: median(resident),
        unit: "MiB",
        spread: spread(resident),
        bar: big ? 250 : null,
      },
      {
        bench: name,
        what: "sent per browser",
        value: bytes / seconds / 1024,
        unit: "KiB/s",
        spread: null,
        bar: null,
      },
      {
        bench: name,
        what: "sent per tick",
        value: bytes / Math.max(ticks, 1),
        unit: "B",
        spread: null,
        bar: null,
      },
    ];
  } finally {
    socket.close();
  }
}
