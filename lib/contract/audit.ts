import { z } from "zod";
import { GroupId, InstanceId, Timestamp } from "./common";

/**
 * What is written down of whoever acts.
 * - `plan`: a plan was made. `undo`: a plan back from a run was asked for.
 * - `run-started`, `run-ended`; `run-taken-up`: another process, or the next start, goes on with a run.
 * - `step-sent`: a command is about to leave; the row is on the disk before it does (of a backup over the wire: its PSYNC). `step-ended`: what became of a step.
 * - `cancel`: somebody asked for a run to be stopped.
 * - `denied`: something was refused; `detail.code` says why.
 * - `backup-downloaded`: the file of a backup is about to leave; the row is on the disk before its first byte does.
 * - `group-added`, `group-removed`, `instance-forgotten`, `backup-deleted`.
 * - `backup-accepted`: a backup of a data set that collapsed was said to be right, so that older ones are deleted again.
 * - `signed-in`, `signed-out`, `sign-in-failed`, `identity-confirmed`: of people; `detail.way` says how.
 * - `lab-allowed`: whether experiments may run in a place was changed. `experiment-started`, `experiment-ended`, `experiment-deleted`: of the lab.
 * - `account-set-up`: a one-use link was used. `user-*`, `token-*`, `session-ended`, `password-changed`, `second-factor-*`: access changed.
 */
export const AuditKind = z.enum([
  "plan",
  "run-started",
  "run-taken-up",
  "step-sent",
  "step-ended",
  "run-ended",
  "cancel",
  "undo",
  "denied",
  "group-added",
  "group-removed",
  "instance-forgotten",
  "backup-deleted",
  "backup-downloaded",
  "backup-accepted",
  "lab-allowed",
  "experiment-started",
  "experiment-ended",
  "experiment-deleted",
  "signed-in",
  "signed-out",
  "sign-in-failed",
  "identity-confirmed",
  "account-set-up",
  "user-added",
  "user-changed",
  "user-removed",
  "user-link",
  "token-added",
  "token-removed",
  "session-ended",
  "password-changed",
  "second-factor-set",
  "second-factor-removed",
]);
export type AuditKind = z.infer<typeof AuditKind>;

/** SHA-256 in hexadecimal. */
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** One row of the audit: a chain in which each row's hash covers the one before it (docs/audit.md has the form). */
export const AuditEntry = z
  .object({
    /** Its place in the chain, from 1, without holes. */
    n: z.number().int().min(1),
    at: Timestamp,
    /** Who acted; null: nobody who could be named, such as a foreign page. */
    actor: z.string().nullable(),
    kind: AuditKind,
    group: GroupId.nullable(),
    instance: InstanceId.nullable(),
    run: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    /** The hash of the row before it; 64 zeros for the first. */
    previous: Hash,
    hash: Hash,
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** `GET /api/audit`: one page, newest first. */
export const AuditPage = z
  .object({
    entries: z.array(AuditEntry),
    /** Where the next page begins, as `cursor`; null: nothing older is left. */
    next: z.string().nullable(),
  })
  .meta({ id: "AuditPage" });
export type AuditPage = z.infer<typeof AuditPage>;

/** A row before it has its place in the chain. */
export type AuditDraft = Omit<AuditEntry, "n" | "at" | "previous" | "hash">;
