import { FieldProblem } from "./needed";
import { readCount, readOffset, readWhole } from "./number";
import type { Fields } from "./parse";
import type { ListedReplica } from "./view";

/**
 * The `slaveN` lines, in the order sent: `ip=…,port=…,state=…,offset=…,lag=…[,type=…]`. N is a place in a list,
 * not an identity. Unknown keys are passed over.
 * Source: server.c, genRedisInfoString; Valkey's type= since 8.1.
 * @throws FieldProblem for a line without its address, state or offset
 */
export function readListed(fields: Fields): ListedReplica[] {
  const listed: ListedReplica[] = [];
  for (const [field, text] of fields) {
    if (/^slave\d{1,6}$/.test(field)) listed.push(readLine(field, text));
  }
  return listed;
}

function readLine(field: string, text: string): ListedReplica {
  const parts = new Map<string, string>();
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    if (equals > 0) parts.set(part.slice(0, equals), part.slice(equals + 1));
  }
  const host = parts.get("ip");
  const port = readCount(parts.get("port"));
  const state = parts.get("state");
  const ackOffset = readOffset(parts.get("offset"));
  if (host === undefined || host === "") throw new FieldProblem({ field, detail: "It names no ip." });
  if (port === null) throw new FieldProblem({ field, detail: "Its port is missing or not a number." });
  if (state === undefined || state === "") throw new FieldProblem({ field, detail: "It names no state." });
  if (ackOffset === null) throw new FieldProblem({ field, detail: "Its offset is missing or not a number." });
  return {
    address: { host, port },
    state,
    ackOffset,
    lastAckSeconds: state === "online" ? lastAck(field, parts.get("lag")) : null,
    channel: parts.get("type") ?? null,
  };
}

/** Redis subtracts two readings of the wall clock, so a clock set back gives a negative number: unknown. */
function lastAck(field: string, text: string | undefined): number | null {
  const seconds = readWhole(text);
  if (seconds === null) throw new FieldProblem({ field, detail: "Its lag is missing or not a number." });
  return seconds < 0 ? null : seconds;
}
