import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { Backup, Plan, Run } from "@/lib/contract";
import { findServer, type LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { waitFor } from "@/server/testing/wait-for";
import { startTidemark, type Tidemark } from "../tidemark";
import { type Figure, median, once } from "./figure";
import { cpuSeconds, residentMiB } from "./process";

const ROUNDS = 5;
const SMALL_KEYS = 20_000;
const KEYS = 2_000_000;
const PIECE_KEYS = 100_000;
const VALUE_BYTES = 100;
const MIB = 1024 * 1024;

/**
 * A backup over the wire, proven as it comes, beside `redis-cli --rdb`, which proves nothing, of one data set in turn; and what
 * it costs in memory, with a hundredth of the data set and with all of it.
 */
export async function backup(): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  // Not compressed: the server is then at its fastest, and what reads has the most to do.
  const server = await startTestServer(binary, { "repl-diskless-sync": "yes", rdbcompression: "no" });
  try {
    const config = join(dir, "tidemark.yaml");
    const groups = [{ name: "orders", seeds: [`redis://${server.host}:${server.port}`] }];
    const settings = { listen: "127.0.0.1:0", "data-dir": join(dir, "data"), groups };
    await writeFile(config, JSON.stringify(settings));
    const tidemark = await startTidemark(["serve", "--config", config]);
    try {
      return await measure(tidemark, server, join(dir, "cli.rdb"));
    } finally {
      await tidemark.stop();
    }
  } finally {
    await stopServers([server]);
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(tidemark: Tidemark, server: LocalServer, file: string): Promise<Figure[]> {
  await fill(server, SMALL_KEYS);
  await backUp(tidemark);
  const small = await backUp(tidemark);
  await fill(server, KEYS);
  const rounds: { cliSeconds: number; ours: Measured }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await promisify(execFile)("redis-cli", ["-p", String(server.port), "--rdb", file]);
    rounds.push({ cliSeconds: (performance.now() - began) / 1000, ours: await backUp(tidemark) });
    process.stderr.write(`  round ${round + 1} of ${ROUNDS}\n`);
  }
  const all = (of: (round: (typeof rounds)[number]) => number): number => median(rounds.map(of));
  return [
    figure("data set", all(({ ours }) => ours.bytes) / MIB, "MiB", null),
    figure(
      "redis-cli --rdb",
      all(({ cliSeconds }) => cliSeconds),
      "s",
      null,
    ),
    figure(
      "proven",
      all(({ ours }) => ours.seconds),
      "s",
      null,
    ),
    figure(
      "proven against redis-cli, of each round",
      all((one) => one.ours.seconds / one.cliSeconds),
      "",
      1,
    ),
    figure(
      "throughput, proven",
      all(({ ours }) => ours.bytes / MIB / ours.seconds),
      "MiB/s",
      null,
    ),
    figure(
      "CPU of it all, for each MiB",
      all(({ ours }) => (ours.cpuSeconds * 1000) / (ours.bytes / MIB)),
      "ms",
      null,
    ),
    figure("memory over the base", Math.max(...rounds.map(({ ours }) => ours.grewMiB)), "MiB", 64),
    figure("memory over the base, a hundredth of it", small.grewMiB, "MiB", 64),
  ];
}

/** In pieces: while it fills, the server answers nobody. */
async function fill(server: LocalServer, keys: number): Promise<void> {
  for (let made = 0; made < keys; made += PIECE_KEYS)
    await ask(server, [
      ["DEBUG", "POPULATE", String(Math.min(PIECE_KEYS, keys - made)), `key:${made}`, String(VALUE_BYTES)],
    ]);
}

interface Measured {
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly grewMiB: number;
}

async function backUp(tidemark: Tidemark): Promise<Measured> {
  const { origin } = new URL(tidemark.url);
  const read = async (path: string): Promise<unknown> => (await fetch(`${origin}${path}`)).json();
  await waitFor("the source rests", async () =>
    (await tidemark.group("orders")).instances.every((one) => one.persistence?.saving === false),
  );
  const request = { action: "backup", method: "wire" };
  const plan = Plan.parse(await (await tidemark.post("/api/groups/orders/plans", request)).json());
  const pid = tidemark.process.pid ?? 0;
  const [baseMiB, baseCpu] = [residentMiB(pid), cpuSeconds(pid)];
  let mostMiB = 0;
  const started = Run.parse(
    await (await tidemark.post("/api/runs", { plan: plan.id, confirm: { accepted: true } })).json(),
  );
  const run = await waitFor(
    "the run has ended",
    async () => {
      mostMiB = Math.max(mostMiB, residentMiB(pid));
      const now = Run.parse(await read(`/api/runs/${started.id}`));
      if (now.state !== "running") return now;
      await pause(50);
      return null;
    },
    300_000,
  );
  const step = run.steps.find(({ kind }) => kind === "receive-rdb");
  const kept = Backup.parse(await read(`/api/backups/${run.backup}`));
  if (
    kept.state !== "verified" ||
    kept.sizeBytes === null ||
    step?.startedAt == null ||
    step.endedAt === null
  )
    throw new Error(run.summary ?? "no backup");
  const headers = { origin, "content-type": "application/json" };
  await fetch(`${origin}/api/backups/${kept.id}`, { method: "DELETE", headers });
  return {
    bytes: kept.sizeBytes,
    seconds: (Date.parse(step.endedAt) - Date.parse(step.startedAt)) / 1000,
    cpuSeconds: cpuSeconds(pid) - baseCpu,
    grewMiB: mostMiB - baseMiB,
  };
}

const figure = once("backup");
