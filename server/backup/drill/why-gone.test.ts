import { expect, test } from "vitest";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { Gone } from "./throwaway";
import { rows, whyGone } from "./why-gone";

const binary = { path: "/usr/bin/redis-server", product: "redis", version: "7.0.15" } as const;
const limits = { memoryBytes: 512 * 1024 * 1024, cpuSeconds: 60 };
const gone = (more: Partial<Gone>): Gone => ({ code: 1, signal: null, log: "", ...more });

/** One end for each row, in their order. */
const ends: Readonly<Record<string, Gone>> = {
  "not-run": gone({ code: 126, log: "prlimit: failed to execute /root/x: Permission denied" }),
  version: gone({ log: "1:M # Can't handle RDB format version 12\n1:M # Fatal error loading the DB" }),
  memory: gone({
    signal: "SIGABRT",
    code: null,
    log: "# Out Of Memory allocating 65536 bytes!\n=== REDIS BUG REPORT START",
  }),
  time: gone({ code: null, signal: "SIGXCPU" }),
  killed: gone({ code: null, signal: "SIGKILL" }),
  crash: gone({ code: null, signal: "SIGSEGV", log: "Redis 7.0.15 crashed by signal: 11" }),
  broken: gone({ log: "Internal error in RDB reading offset 26" }),
};

test("every end of a server has its words", () => {
  expect(Object.keys(ends)).toEqual(rows.map(({ code }) => code));
  expect(
    Object.entries(ends).map(([code, one]) => `${code}: ${whyGone({ binary, limits, gone: one })}`),
  ).toMatchInlineSnapshot(`
    [
      "not-run: /usr/bin/redis-server could not be started: the user it runs as, nobody where Tidemark is root, may not execute it. Install it where everybody can, as in /usr/bin.",
      "version: Redis 7.0.15 refused the file's version ("Can't handle RDB format version"). Name a newer server in backups.drill.server.",
      "memory: Not loaded: its data takes more than the 512 MiB of memory that the server was allowed. Drill it on a host with more free memory.",
      "time: Not loaded: it takes more than the 1 m 00 s of processor time that the server was allowed.",
      "killed: Not loaded: the server was killed from outside, as a host does that runs out of memory. It was allowed 512 MiB.",
      "crash: Redis 7.0.15 crashed over the file (SIGSEGV): do not load it anywhere else. Take a new backup.",
      "broken: Redis 7.0.15 could not load the file and ended (exit 1). Take a new backup, and drill that.",
    ]
  `);
});

test.each(Object.entries(ends))("%s is the first row that fits its end", (code, one) => {
  expect(rows.find(({ fits }) => fits(one))?.code).toBe(code);
});

test("a load that runs out of memory in the midst of a value is no short read: the file was walked before", () => {
  const log =
    "# Short read or OOM loading DB. Unrecoverable error, aborting now.\n# Internal error in RDB reading offset 26";
  expect(whyGone({ binary, limits, gone: gone({ log }) })).toContain(formatBytes(limits.memoryBytes));
  expect(whyGone({ binary, limits, gone: gone({ signal: "SIGXCPU" }) })).toContain(formatSeconds(60));
});
