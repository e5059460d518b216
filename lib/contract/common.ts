import { z } from "zod";

/** `host:port` at which Tidemark reaches an instance; IPv6 in brackets; `unix:/path` for a socket. */
export const InstanceId = z.string().min(1).max(300);
/** A group's id: a slug of its name. */
export const GroupId = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/);
/** ISO 8601, UTC. */
export const Timestamp = z.iso.datetime();
export const Offset = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const Bytes = z.number().min(0);
export const Seconds = z.number().min(0);
export const Severity = z.enum(["critical", "warning", "info"]);
export type Severity = z.infer<typeof Severity>;
export const Action = z.enum([
  "promote",
  "detach",
  "repoint",
  "attach",
  "backup",
  "relieve",
  "flatten",
  "rearrange",
  "disconnect",
  "drill",
  "restore",
]);
export type Action = z.infer<typeof Action>;
