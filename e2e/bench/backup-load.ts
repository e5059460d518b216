import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { findServer, type LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { idAt, seedOf } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { waitFor } from "@/server/testing/wait-for";
import type { Tidemark } from "../tidemark";
import { type Figure, median, once } from "./figure";
import { fillMixed } from "./mixed-data";
import { serveOrders, strike, takeBackup } from "./take-backup";

const ROUNDS = Number(process.env.TIDEMARK_BENCH_ROUNDS ?? "10");
const KEYS = 400_000;
const REST_MS = 2_000;
/** The primary and its clients have one core, all that backs up has another, as on hosts of their own. */
const CORES = { primary: "0", backup: "1" } as const;
const run = promisify(execFile);

/**
 * What a backup of a replica takes from the primary: how many commands it answers, to a client that waits for each reply, without
 * any backup, during one over the wire from a replica, and during a BGSAVE on the primary itself; in turn, many times.
 */
export async function backupLoad(): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  // A replica that falls behind on this machine's one core must not be cut off: that would be a full resync by the primary.
  const settings = {
    "repl-diskless-sync": "yes",
    "repl-backlog-size": "256mb",
    "client-output-buffer-limit": "replica 0 0 0",
  };
  const group = await startGroup({ binary, replicas: 1, settings });
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const undo: (() => unknown)[] = [() => rm(dir, { recursive: true, force: true }), () => group.stop()];
  try {
    await fillMixed(group.primary, KEYS);
    const tidemark = await serveOrders(dir, seedOf(group.primary));
    undo.push(() => tidemark.stop());
    const clients = spawn(
      "redis-benchmark",
      ["-p", String(group.primary.port), "-c", "1", "-t", "set", "-d", "100", "-r", "100000", "-l"],
      { stdio: "ignore" },
    );
    undo.push(() => clients.kill("SIGKILL"));
    for (const pid of [group.primary.pid, clients.pid]) await pin(pid, CORES.primary);
    for (const pid of [group.replicas[0]?.pid, tidemark.process.pid]) await pin(pid, CORES.backup);
    return figures(await measure(group, tidemark));
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

interface Round {
  /** Commands that the primary answered in a second. */
  readonly rest: number;
  readonly wire: number;
  readonly bgsave: number;
}

async function measure({ primary, replicas }: TestGroup, tidemark: Tidemark): Promise<Round[]> {
  const [replica] = replicas;
  if (replica === undefined) throw new Error("no replica");
  const rounds: Round[] = [];
  const rest = (): Promise<number> => rateDuring(primary, () => pause(REST_MS));
  await waitFor("the clients are at work", async () => (await rest()) > 100, 60_000);
  for (let round = -1; round < ROUNDS; round += 1) {
    await waitFor(
      "the replica has caught up",
      async () => (await lagOf(primary, replica)) < 1_000_000,
      60_000,
    );
    const before = await rest();
    const wire = await rateDuring(primary, async () =>
      strike(tidemark, await takeBackup(tidemark, idAt(replica))),
    );
    const between = await rest();
    const bgsave = await rateDuring(primary, () => saveOn(primary));
    const after = await rest();
    // What is done for the first time is slow.
    if (round >= 0) rounds.push({ rest: (before + between + after) / 3, wire, bgsave });
    process.stderr.write(
      `  round ${round + 1} of ${ROUNDS}: ${[before, wire, between, bgsave, after].map(Math.round).join(" ")}\n`,
    );
  }
  return rounds;
}

async function rateDuring(server: LocalServer, work: () => Promise<unknown>): Promise<number> {
  const [from, fromMs] = [await answered(server), performance.now()];
  await work();
  return ((await answered(server)) - from) / ((performance.now() - fromMs) / 1000);
}

const answered = async (server: LocalServer): Promise<number> =>
  Number(/total_commands_processed:(\d+)/.exec(String(await ask(server, [["INFO", "stats"]])))?.[1]);

const lagOf = async (primary: LocalServer, replica: LocalServer): Promise<number> => {
  const [reached, of] = await Promise.all([
    replicationField(replica, "slave_repl_offset"),
    replicationField(primary, "master_repl_offset"),
  ]);
  return Number(of) - Number(reached);
};

/** Its child runs beside it, as on a host with cores to spare. */
async function saveOn(server: LocalServer): Promise<void> {
  await ask(server, [["BGSAVE"]]);
  const { stdout } = await run("pgrep", ["-P", String(server.pid)]).catch(() => ({ stdout: "" }));
  for (const pid of stdout.split("\n").filter((line) => line !== ""))
    await pin(Number(pid), CORES.backup).catch(() => {});
  await waitFor(
    "it has saved",
    async () => String(await ask(server, [["INFO", "persistence"]])).includes("rdb_bgsave_in_progress:0"),
    120_000,
  );
}

async function pin(pid: number | undefined, core: string): Promise<void> {
  await run("taskset", ["--all-tasks", "--cpu-list", "--pid", core, String(pid)]);
}

function figures(rounds: readonly Round[]): Figure[] {
  const of = (what: string, pick: (round: Round) => number, unit: string, bar: number | null): Figure => {
    const values = rounds.map(pick);
    return {
      ...figure(what, median(values), unit, bar),
      spread: [Math.min(...values), Math.max(...values)],
    };
  };
  return [
    of("the primary, without a backup", ({ rest }) => rest, "ops/s", null),
    of("the primary, during a backup of its replica", ({ wire }) => wire, "ops/s", null),
    of("the primary, during a BGSAVE of its own", ({ bgsave }) => bgsave, "ops/s", null),
    of("less by a backup of its replica", ({ rest, wire }) => 100 * (1 - wire / rest), "%", 1),
    of("less by a BGSAVE of its own", ({ rest, bgsave }) => 100 * (1 - bgsave / rest), "%", null),
  ];
}

const figure = once("backup-load");
