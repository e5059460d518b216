import { z } from "zod";
import { isMereName } from "@/lib/info/address";

/** `host:port` at which Tidemark reaches an instance; IPv6 in brackets; `unix:/path` for a socket. */
export const InstanceId = z.string().min(1).max(300);
/** The same in a request: what could be more than a name is refused (400) before anybody looks it up. */
export const NamedInstance = InstanceId.refine(isMereName, {
  error: "allowed: an id as GET /api/groups/:group shows it, host:port or unix:/path",
});
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
