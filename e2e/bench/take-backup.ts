import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Backup, Plan, Run } from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import { askApi } from "../access";
import { startTidemark, type Tidemark } from "../tidemark";
import { cpuSeconds, residentMiB } from "./process";

/** Its own work is not to be counted as the backup's: asking is answered by the process that is measured. */
const ASK_EVERY_MS = 400;
const LOOK_EVERY_MS = 20;

/** One verified backup, and what it cost. */
export interface TakenBackup {
  readonly backup: Backup;
  readonly bytes: number;
  /** Of the step that takes it, from the journal. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Resident memory at its most, over what it was before. */
  readonly grewMiB: number;
}

/** A Tidemark over the group `orders`, found from one of its instances, that keeps all it has below `dir`. */
export async function serveOrders(dir: string, seed: string): Promise<Tidemark> {
  const config = join(dir, "tidemark.yaml");
  const groups = [{ name: "orders", seeds: [seed] }];
  const settings = { listen: "127.0.0.1:0", "data-dir": join(dir, "data"), groups };
  await writeFile(config, JSON.stringify(settings));
  return startTidemark(["serve", "--config", config]);
}

const read = async ({ url }: Tidemark, path: string): Promise<unknown> =>
  (await askApi(`${new URL(url).origin}${path}`)).json();

/** Resolves once no instance of the group saves: the child of a backup lives for a moment longer than the backup. */
export const untilIdle = (tidemark: Tidemark): Promise<boolean> =>
  waitFor(
    "no instance saves",
    async () => (await tidemark.group("orders")).instances.every((one) => one.persistence?.saving === false),
    30_000,
  );

/** Takes a backup of the group `orders` over the wire. @throws Error where it is not verified */
export async function takeBackup(tidemark: Tidemark, instance?: string): Promise<TakenBackup> {
  await untilIdle(tidemark);
  const request = { action: "backup", method: "wire", ...(instance !== undefined && { instance }) };
  const plan = Plan.parse(await (await tidemark.post("/api/groups/orders/plans", request)).json());
  const pid = tidemark.process.pid ?? 0;
  const [baseMiB, baseCpu] = [residentMiB(pid), cpuSeconds(pid)];
  const started = Run.parse(
    await (await tidemark.post("/api/runs", { plan: plan.id, confirm: { accepted: true } })).json(),
  );
  let [mostMiB, askAtMs] = [0, 0];
  const run = await waitFor(
    "the run has ended",
    async () => {
      await pause(LOOK_EVERY_MS);
      mostMiB = Math.max(mostMiB, residentMiB(pid));
      if (performance.now() < askAtMs) return null;
      askAtMs = performance.now() + ASK_EVERY_MS;
      const now = Run.parse(await read(tidemark, `/api/runs/${started.id}`));
      return now.state === "running" ? null : now;
    },
    300_000,
  );
  const step = run.steps.find(({ kind }) => kind === "receive-rdb");
  const backup = Backup.parse(await read(tidemark, `/api/backups/${run.backup}`));
  const { state, sizeBytes } = backup;
  if (state !== "verified" || sizeBytes === null || step?.startedAt == null || step.endedAt === null)
    throw new Error(run.summary ?? "no backup");
  return {
    backup,
    bytes: sizeBytes,
    seconds: (Date.parse(step.endedAt) - Date.parse(step.startedAt)) / 1000,
    cpuSeconds: cpuSeconds(pid) - baseCpu,
    grewMiB: mostMiB - baseMiB,
  };
}

/** Strikes it, so that the disk does not fill. */
export async function strike({ url }: Tidemark, { backup }: TakenBackup): Promise<void> {
  const { origin } = new URL(url);
  const headers = { origin, "content-type": "application/json" };
  await askApi(`${origin}/api/backups/${backup.id}`, { method: "DELETE", headers });
}
