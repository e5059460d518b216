import { err, ok, type Result } from "@/lib/result";
import { type Offset, toOffset } from "@/lib/units";
import { readCount, readOffset } from "./number";
import type { FieldError } from "./parse";
import type { Address } from "./view";

/** The ROLE command's reply. */
export type RoleView =
  | {
      readonly role: "primary";
      readonly offset: Offset;
      /** Replicas that are online. */
      readonly replicas: readonly { readonly address: Address; readonly ackOffset: Offset }[];
    }
  | {
      readonly role: "replica";
      readonly upstream: Address;
      /** `connect`, `connecting`, `handshake`, `sync`, `connected`, `none`, `unknown`, as sent. */
      readonly state: string;
      /** Null when not connected. */
      readonly offset: Offset | null;
    }
  | { readonly role: "sentinel"; readonly groups: readonly string[] };

/**
 * Reads a ROLE reply: `["master", off, [[ip, "port", "ack"]…]]`, `["slave", host, port, state, off|-1]` or
 * `["sentinel", [names]]`.
 * Source: replication.c, roleCommand; sentinel.c, sentinelRoleCommand.
 */
export function readRole(reply: unknown): Result<RoleView, FieldError> {
  const view = Array.isArray(reply) ? read(reply) : null;
  return view === null ? err({ field: "ROLE", detail: "The reply has not the shape of ROLE's." }) : ok(view);
}

function read(reply: readonly unknown[]): RoleView | null {
  const [word, second, third, fourth, fifth] = reply;
  if (word === "master") return readPrimary(second, third);
  if (word === "slave") return readReplica(second, third, fourth, fifth);
  if (word !== "sentinel" || !isTexts(second)) return null;
  return { role: "sentinel", groups: second };
}

function readPrimary(offset: unknown, replicas: unknown): RoleView | null {
  const position = whole(offset);
  if (position === null || !Array.isArray(replicas)) return null;
  const online: { address: Address; ackOffset: Offset }[] = [];
  for (const replica of replicas) {
    if (!isTexts(replica)) return null;
    const [host, portText, ackText] = replica;
    const [port, ackOffset] = [readCount(portText), readOffset(ackText)];
    if (host === undefined || port === null || ackOffset === null) return null;
    online.push({ address: { host, port }, ackOffset });
  }
  return { role: "primary", offset: position, replicas: online };
}

function readReplica(host: unknown, port: unknown, state: unknown, offset: unknown): RoleView | null {
  if (typeof host !== "string" || typeof state !== "string") return null;
  const [upstreamPort, position] = [whole(port), whole(offset)];
  if (upstreamPort === null || (position === null && offset !== -1)) return null;
  return { role: "replica", upstream: { host, port: upstreamPort }, state, offset: position };
}

const whole = (value: unknown): Offset | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? toOffset(value) : null;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
