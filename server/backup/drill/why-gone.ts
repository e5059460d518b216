import { formatBytes, formatSeconds } from "@/lib/format";
import type { ServerBinary } from "@/server/local";
import type { Limits } from "./limits";
import type { Gone } from "./throwaway";

interface Row {
  readonly code: string;
  readonly fits: (gone: Gone) => boolean;
  readonly says: (facts: { binary: ServerBinary; limits: Limits; gone: Gone }) => string;
}

const says =
  (pattern: RegExp) =>
  ({ log }: Gone): boolean =>
    pattern.test(log);

/** What a server that ended before it answered wanted to say: the first row that fits. Its own bytes are not repeated. */
export const rows: readonly Row[] = [
  {
    code: "not-run",
    // What env, prlimit and the shell exit with where there is no program, or none that may be run.
    fits: ({ code, signal }) => code === 126 || code === 127 || (code === null && signal === null),
    says: ({ binary }) =>
      `${binary.path} could not be started: the user it runs as, nobody where Tidemark is root, may not execute it. Install it where everybody can, as in /usr/bin.`,
  },
  {
    code: "version",
    // Source: rdb.c, rdbLoadRioWithLoadingCtx.
    fits: says(/Can't handle RDB format version|Wrong signature trying to load DB/),
    says: ({ binary }) =>
      `${nameOf(binary)} refused the file's version ("Can't handle RDB format version"). Name a newer server in backups.drill.server.`,
  },
  {
    code: "memory",
    // The file was walked to its end a moment ago, so that Redis' "Short read or OOM" is no short read.
    fits: says(/Short read or OOM|Out Of Memory|OOM|allocating \d+ bytes|[Cc]an't allocate|Cannot allocate/),
    says: ({ limits }) =>
      `Not loaded: its data takes more than the ${formatBytes(limits.memoryBytes)} of memory that the server was allowed. Drill it on a host with more free memory.`,
  },
  {
    code: "time",
    fits: ({ signal }) => signal === "SIGXCPU",
    says: ({ limits }) =>
      `Not loaded: it takes more than the ${formatSeconds(limits.cpuSeconds)} of processor time that the server was allowed.`,
  },
  {
    code: "killed",
    fits: ({ signal }) => signal === "SIGKILL",
    says: ({ limits }) =>
      `Not loaded: the server was killed from outside, as a host does that runs out of memory. It was allowed ${formatBytes(limits.memoryBytes)}.`,
  },
  {
    code: "crash",
    fits: ({ signal, log }) => signal !== null || /crashed by signal|ASSERTION FAILED|REPORT START/.test(log),
    says: ({ binary, gone }) =>
      `${nameOf(binary)} crashed over the file (${gone.signal ?? `exit ${gone.code ?? "unknown"}`}): do not load it anywhere else. Take a new backup.`,
  },
  {
    code: "broken",
    fits: () => true,
    says: ({ binary, gone }) =>
      `${nameOf(binary)} could not load the file and ended (exit ${gone.code ?? "unknown"}). Take a new backup, and drill that.`,
  },
];

export const nameOf = ({ product, version }: ServerBinary): string =>
  `${product === "valkey" ? "Valkey" : "Redis"} ${version}`;

export function whyGone(facts: { binary: ServerBinary; limits: Limits; gone: Gone }): string {
  return rows.find(({ fits }) => fits(facts.gone))?.says(facts) ?? "";
}
