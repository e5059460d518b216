import { err, ok, type Result } from "@/lib/result";
import type { Offset } from "@/lib/units";
import { readFollowing } from "./following";
import { readListed } from "./listed";
import { FieldProblem, needed, neededCount, neededOffset } from "./needed";
import { readFlag, readOffset } from "./number";
import { ownText } from "./own-text";
import type { FieldError, Fields } from "./parse";
import type { BacklogView, ReplicationView, Role } from "./view";

const noReplid = "0".repeat(40);

/**
 * INFO replication as a view, or the field that could not be read. Fields a version lacks are null; a needed field
 * that is missing or mangled is an error, never a zero. Sentinel answers with no field at all: the error is `role`.
 * Source: server.c, genRedisInfoString, of Redis 6.0 to 8.0 and Valkey 8.1 to 9.1.
 */
export function readReplication(fields: Fields): Result<ReplicationView, FieldError> {
  try {
    return ok(read(fields));
  } catch (problem) {
    if (problem instanceof FieldProblem) return err(problem.field);
    throw problem;
  }
}

function read(fields: Fields): ReplicationView {
  const role = needed(fields, "role", readRoleWord, "master or slave");
  const previousReplid = fields.has("master_replid2")
    ? needed(fields, "master_replid2", readReplid, "40 hex digits")
    : noReplid;
  const until = fields.has("second_repl_offset") ? secondOffset(fields) : null;
  return {
    role,
    replid: needed(fields, "master_replid", readReplid, "40 hex digits"),
    previousReplid: previousReplid === noReplid ? null : previousReplid,
    previousReplidUntil: previousReplid === noReplid ? null : until,
    offset: neededOffset(fields, role === "primary" ? "master_repl_offset" : "slave_repl_offset"),
    backlog: readBacklog(fields),
    failover: failoverStates.get(fields.get("master_failover_state") ?? "") ?? null,
    listed: readListed(fields),
    following: role === "replica" ? readFollowing(fields) : null,
  };
}

function readBacklog(fields: Fields): BacklogView {
  const active = needed(fields, "repl_backlog_active", readFlag, "0 or 1");
  const firstOffset = neededOffset(fields, "repl_backlog_first_byte_offset");
  return {
    active,
    sizeBytes: neededCount(fields, "repl_backlog_size"),
    firstOffset: active ? firstOffset : null,
    historyBytes: neededCount(fields, "repl_backlog_histlen"),
  };
}

/** `second_repl_offset`; −1 is Redis' word for none. */
const secondOffset = (fields: Fields): Offset | null =>
  fields.get("second_repl_offset") === "-1" ? null : neededSecond(fields);

const neededSecond = (fields: Fields): Offset =>
  needed(fields, "second_repl_offset", readOffset, "an offset or -1");

const failoverStates: ReadonlyMap<string, NonNullable<ReplicationView["failover"]>> = new Map([
  ["no-failover", "none"],
  ["waiting-for-sync", "waiting-for-sync"],
  ["failover-in-progress", "in-progress"],
]);

function readRoleWord(text: string): Role | null {
  if (text === "master") return "primary";
  return text === "slave" ? "replica" : null;
}

/** It outlives the reply: what is remembered of a process or a history is remembered by it. */
const readReplid = (text: string): string | null => (/^[0-9a-f]{40}$/.test(text) ? ownText(text) : null);
