import type { Check } from "@/lib/contract";
import type { SaveBefore, SaveFacts } from "./save-facts";

/** What became of one very save. `not-begun`: nothing shows that it ever started. */
export type SaveVerdict =
  | { readonly state: "running" }
  | { readonly state: "saved"; readonly checks: readonly Check[] }
  | { readonly state: "failed" | "not-begun"; readonly checks: readonly Check[]; readonly cause: string };

interface Condition {
  readonly code: string;
  readonly holds: (before: SaveBefore, now: SaveFacts) => boolean;
  readonly yes: string;
  readonly no: string;
  readonly evidence: (before: SaveBefore, now: SaveFacts) => string;
}

/**
 * All must hold. `ok` alone lies: a save killed by SIGUSR1 leaves the status `ok` and the save time unmoved; and
 * another's save can move the time, but counts itself.
 * Source: rdb.c, backgroundSaveDoneHandlerDisk; server.c, genRedisInfoString.
 */
const conditions: readonly Condition[] = [
  {
    code: "same-process",
    holds: (before, now) => now.server.runId === before.runId,
    yes: "The server is the process that was told to save.",
    no: "The server was restarted during the save.",
    evidence: (_before, now) => `run_id=${now.server.runId}`,
  },
  {
    code: "save-count",
    holds: (before, now) =>
      before.saves === null || now.persistence.saves === null || now.persistence.saves === before.saves + 1,
    yes: "Exactly one save was started since.",
    no: "Not exactly one save was started since, so the last one may be another's.",
    evidence: (before, now) => `rdb_saves=${before.saves ?? "—"} → ${now.persistence.saves ?? "—"}`,
  },
  {
    code: "save-status",
    holds: (_before, now) => now.persistence.lastSaveOk,
    yes: "Redis says that the last save ended well.",
    no: "Redis says that the last save failed.",
    evidence: (_before, now) => `rdb_last_bgsave_status=${now.persistence.lastSaveOk ? "ok" : "err"}`,
  },
  {
    code: "save-time",
    holds: (before, now) => now.persistence.lastSaveUnixSeconds >= before.serverSeconds,
    yes: "The last good save ended after this one was asked for.",
    no: "No save has ended well since this one was asked for: it was killed or cancelled.",
    evidence: (before, now) =>
      `rdb_last_save_time=${now.persistence.lastSaveUnixSeconds}, asked for at ${before.serverSeconds}`,
  },
];

/** Judges the save that followed `before` by an INFO read after BGSAVE was answered. */
export function judgeSave(before: SaveBefore, now: SaveFacts): SaveVerdict {
  const sameProcess = now.server.runId === before.runId;
  if (sameProcess && now.persistence.saving) return { state: "running" };
  const checks = conditions.map(({ code, holds, yes, no, evidence }): Check => {
    const pass = holds(before, now);
    return { code, status: pass ? "pass" : "fail", text: pass ? yes : no, evidence: evidence(before, now) };
  });
  const cause = checks.find((check) => check.status === "fail");
  if (cause === undefined) return { state: "saved", checks };
  const begun =
    !sameProcess ||
    before.saves === null ||
    now.persistence.saves !== before.saves ||
    !now.persistence.lastSaveOk;
  return { state: begun ? "failed" : "not-begun", checks, cause: cause.text };
}
