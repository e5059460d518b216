import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findServer, type LocalServer, type ServerBinary } from "@/server/local";
import type { Reply } from "@/server/ports";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { ask } from "@/server/testing/ask";
import { seedOf } from "@/server/testing/fleet";
import { startTestServer, stopServers } from "@/server/testing/group";
import { checkRdb, loadRdb } from "@/server/testing/load-rdb";
import { askApi } from "../access";
import type { Tidemark } from "../tidemark";
import { type Figure, median, once } from "./figure";
import { fillMixed } from "./mixed-data";
import { serveOrders, strike, type TakenBackup, takeBackup, untilIdle } from "./take-backup";

const ROUNDS = 7;
const SMALL_KEYS = 20_000;
const KEYS = 2_000_000;
const MIB = 1024 * 1024;

/**
 * A backup over the wire, proven as it comes, beside `redis-cli --rdb`, which proves nothing, of one data set in turn; and what
 * it costs in memory, with a hundredth of the data set and with all of it. The last one is loaded by another server.
 */
export async function backup(): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const server = await startTestServer(binary, { "repl-diskless-sync": "yes" });
  try {
    const tidemark = await serveOrders(dir, seedOf(server));
    try {
      return await measure({ binary, tidemark, server, dir });
    } finally {
      await tidemark.stop();
    }
  } finally {
    await stopServers([server]);
    await rm(dir, { recursive: true, force: true });
  }
}

interface Scene {
  readonly binary: ServerBinary;
  readonly tidemark: Tidemark;
  readonly server: LocalServer;
  readonly dir: string;
}

async function measure(scene: Scene): Promise<Figure[]> {
  const { tidemark, server } = scene;
  await fillMixed(server, SMALL_KEYS);
  await strike(tidemark, await takeBackup(tidemark));
  const small = await takeBackup(tidemark);
  await strike(tidemark, small);
  await fillMixed(server, KEYS, SMALL_KEYS);
  // Code that runs for the first time is slow in both, and is not what is asked.
  await inTurn(scene, 0);
  const packed = await rounds(scene);
  const last = await takeBackup(tidemark);
  const loaded = await compareLoaded(scene, last);
  await strike(tidemark, last);
  // The server is at its fastest then, and what reads has the most to do.
  await ask(server, [["CONFIG", "SET", "rdbcompression", "no"]]);
  const plain = await rounds(scene);
  return [
    figure("data set", last.bytes / MIB, "MiB", null),
    ...against("", packed, 1),
    ...against(", not compressed", plain, null),
    figure("memory over the base", Math.max(...packed.map(({ ours }) => ours.grewMiB)), "MiB", 64),
    figure("memory over the base, a hundredth of it", small.grewMiB, "MiB", 64),
    ...loaded,
  ];
}

interface Round {
  readonly cliSeconds: number;
  readonly ours: TakenBackup;
}

/** Both in one round, each of them first in every other one. */
async function inTurn({ tidemark, server, dir }: Scene, round: number): Promise<Round> {
  const cli = async (): Promise<number> => {
    await untilIdle(tidemark);
    const began = performance.now();
    await promisify(execFile)("redis-cli", ["-p", String(server.port), "--rdb", join(dir, "cli.rdb")]);
    return (performance.now() - began) / 1000;
  };
  const before = round % 2 === 0 ? await cli() : null;
  const ours = await takeBackup(tidemark);
  await strike(tidemark, ours);
  return { cliSeconds: before ?? (await cli()), ours };
}

async function rounds(scene: Scene): Promise<Round[]> {
  const all: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    all.push(await inTurn(scene, round));
    const { cliSeconds, ours } = all.at(-1) ?? { cliSeconds: Number.NaN, ours: null };
    process.stderr.write(
      `  round ${round + 1} of ${ROUNDS}: ${cliSeconds.toFixed(2)} s, ours ${ours?.seconds.toFixed(2)} s\n`,
    );
  }
  return all;
}

function against(how: string, all: readonly Round[], bar: number | null): Figure[] {
  const of = (what: string, pick: (round: Round) => number, unit: string, limit: number | null): Figure => {
    const values = all.map(pick);
    const spread = [Math.min(...values), Math.max(...values)] as const;
    return { ...figure(`${what}${how}`, median(values), unit, limit), spread };
  };
  return [
    of("redis-cli --rdb", ({ cliSeconds }) => cliSeconds, "s", null),
    of("proven", ({ ours }) => ours.seconds, "s", null),
    of("proven against redis-cli, of each round", (one) => one.ours.seconds / one.cliSeconds, "", bar),
    of("throughput, proven", ({ ours }) => ours.bytes / MIB / ours.seconds, "MiB/s", null),
    of(
      "CPU of all Tidemark does, for each MiB",
      ({ ours }) => (ours.cpuSeconds * 1000) / (ours.bytes / MIB),
      "ms",
      null,
    ),
  ];
}

/** What the file holds, once a server that has nothing to do with the source has loaded it. */
async function compareLoaded(
  { binary, server, tidemark, dir }: Scene,
  { backup }: TakenBackup,
): Promise<Figure[]> {
  const file = join(dir, "loaded.rdb");
  const { origin } = new URL(tidemark.url);
  const answer = await askApi(`${origin}/api/backups/${backup.id}/rdb`);
  await writeFile(file, new Uint8Array(await answer.arrayBuffer()));
  const sound = checkRdb(binary, file).includes("RDB looks OK");
  const began = performance.now();
  const loaded = await loadRdb(binary, file);
  const seconds = (performance.now() - began) / 1000;
  try {
    const both = async (words: readonly string[]): Promise<unknown[]> => [
      await patientAsk(server, words),
      await patientAsk(loaded, words),
    ];
    const [keys, there] = await both(["DBSIZE"]);
    const [digest, same] = await both(["DEBUG", "DIGEST"]);
    return [
      figure("keys", backup.keys ?? Number.NaN, "", null),
      figure("keys that the load lacks, or has too many", Math.abs(Number(keys) - Number(there)), "", 0),
      figure("loads whose DEBUG DIGEST is another one", digest === same ? 0 : 1, "", 0),
      figure("files that redis-check-rdb finds fault with", sound ? 0 : 1, "", 0),
      figure("load by another server", seconds, "s", null),
    ];
  } finally {
    await stopServers([loaded]);
  }
}

/** A digest of two million keys takes longer than tests wait. */
async function patientAsk({ host, port }: LocalServer, words: readonly string[]): Promise<Reply> {
  const login = { username: null, password: null };
  const opened = await Connection.open(
    { endpoint: { host, port }, networks: usualNetworks, tls: null },
    login,
    10_000,
  );
  if (!opened.ok) throw new Error(opened.error.detail);
  const exchange = await opened.value.send(words, 300_000);
  opened.value.close();
  if (exchange.state !== "replied") throw new Error(`${words.join(" ")} was not answered`);
  return exchange.reply;
}

const figure = once("backup");
