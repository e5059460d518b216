import { join } from "node:path";
import type { Backup, StepProgress } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { RdbReport } from "@/lib/rdb";
import type { ServerBinary } from "@/server/local";
import type { Fleet } from "@/server/ports";
import type { Connection } from "@/server/redis/connection";
import type { BackupTarget } from "../targets/target";
import { chooseServer } from "./choose-server";
import { compareDigests, LONGEST_BLOCK_MS } from "./digest";
import { DrillFault } from "./fault";
import { fetchFile } from "./fetch-file";
import type { DrillFolders } from "./folders";
import { compareKeys, keyspaceOf } from "./keyspace";
import { confine, type Limits } from "./limits";
import { askInfo, type Loaded, untilLoaded, wholeOf } from "./loaded";
import { memoryCap, memoryLimit } from "./memory";
import { Throwaway } from "./throwaway";
import { nameOf } from "./why-gone";
import { FILE, serverWords } from "./words";

/** How a drill came out; what a backup keeps of its last one, but for the moment. */
export type Verdict = Omit<NonNullable<Backup["drill"]>, "at">;

/** What a drill is bound by; tests make it smaller. */
export interface DrillBounds {
  /** The most memory a server may be given. Default: half of what is free when it starts. Bytes. */
  readonly memoryCapBytes?: number;
  /** How long a load may take at least, whatever the file's size. Default: a minute. Seconds. */
  readonly leastSeconds?: number;
  /** How long a source may be kept from answering by DEBUG DIGEST. Default: 100 ms. */
  readonly longestBlockMs?: number;
  /** More words for the server's command line, so that a test can slow it down. */
  readonly words?: readonly string[];
}

const LEAST_SECONDS = 60;
/** A load may take a second more for each of these. */
const BYTES_A_SECOND = 1024 * 1024;

export interface RestoreOptions {
  readonly backup: Backup;
  readonly run: string;
  readonly folders: DrillFolders;
  readonly backups: BackupTarget;
  readonly fleet: Fleet;
  /** The path of the server to drill with; null: found on PATH. */
  readonly server: string | null;
  readonly bounds: DrillBounds;
  readonly signal: AbortSignal;
  /** Carries out one step of the run. */
  readonly step: <T>(n: number, work: (report: (progress: StepProgress) => void) => Promise<T>) => Promise<T>;
  readonly announce: (command: readonly string[]) => Promise<boolean>;
}

/**
 * Fetches, loads and compares; the folder and the server are left to `folders.clear`.
 * @throws DrillFault with the verdict where the backup did not hold, or could not be tried here; the signal's reason
 */
export async function restore(options: RestoreOptions): Promise<Verdict> {
  const { backup, run, folders, signal, step, bounds } = options;
  // Which server could load it is known before the file is touched.
  const binary = await chooseServer(backup, options.server);
  const dir = await folders.make(run);
  const report = await step(1, async (tell) => {
    const found = await fetchFile(backup, {
      backups: options.backups,
      to: join(dir, FILE),
      signal,
      onBytes: (bytes, total) =>
        tell({
          text: `${formatBytes(bytes)} of ${formatBytes(total)}`,
          fraction: total === 0 ? null : bytes / total,
          etaSeconds: null,
        }),
    });
    await folders.giveAway(run, FILE);
    return found;
  });
  const deadlineSeconds = Math.ceil((bounds.leastSeconds ?? LEAST_SECONDS) + report.bytes / BYTES_A_SECOND);
  const startedMs = performance.now();
  const limits: Limits = {
    memoryBytes: memoryLimit(report, bounds.memoryCapBytes ?? memoryCap()),
    cpuSeconds: deadlineSeconds,
  };
  let server: Throwaway | null = null;
  let loaded: Loaded | null = null;
  try {
    loaded = await step(2, async (tell) => {
      const { words, as } = await confine(limits);
      const own = [binary.path, ...serverWords(binary), ...(bounds.words ?? [])];
      server = new Throwaway([...words, ...own], dir, as);
      signal.addEventListener("abort", () => void killed(server), { once: true });
      return untilLoaded({ server, binary, dir, limits, deadlineSeconds, startedMs, signal, report: tell });
    });
    const { connection, seconds } = loaded;
    return await step(3, async () => {
      const { text, ...verdict } = await compare(options, { connection, binary, report });
      // A digest that was waited for in vain because the server was ended says nothing.
      signal.throwIfAborted();
      if (!verdict.ok) throw new DrillFault(text, { found: { ...verdict, seconds } });
      const took = `Restored by ${nameOf(binary)} in ${formatSeconds(seconds)}, within ${formatBytes(limits.memoryBytes)} of memory`;
      return { ...verdict, seconds, text: `${took}: ${text}` };
    });
  } finally {
    loaded?.connection.close();
    await killed(server);
  }
}

const killed = async (server: Throwaway | null): Promise<void> => server?.kill();

async function compare(
  { backup, fleet, announce, bounds }: RestoreOptions,
  { connection, binary, report }: { connection: Connection; binary: ServerBinary; report: RdbReport },
): Promise<Omit<Verdict, "seconds">> {
  // From here on nothing expires by itself while it is counted (debug.c, debugCommand).
  await connection.send(["DEBUG", "SET-ACTIVE-EXPIRE", "0"], 2_000);
  const info = await askInfo(connection);
  if (info === null) throw new DrillFault("The server had loaded the file and then gave no INFO.");
  const atLoad = wholeOf(info, "rdb_last_load_keys_expired");
  const since = wholeOf(info, "expired_keys");
  const verdict = compareKeys({
    walked: backup.databases ?? report.databases,
    loaded: keyspaceOf(info),
    expired: atLoad === null || since === null ? null : atLoad + since,
  });
  const { ok, keys, gone } = verdict;
  if (!ok) return { ok, keys, digest: "not-compared", text: verdict.text };
  const digest = await compareDigests({
    backup,
    binary,
    connection,
    fleet,
    expired: gone,
    longestBlockMs: bounds.longestBlockMs ?? LONGEST_BLOCK_MS,
    announce,
  });
  return {
    ok: digest.digest !== "different",
    keys,
    digest: digest.digest,
    text: `${verdict.text} ${digest.text}`,
  };
}
