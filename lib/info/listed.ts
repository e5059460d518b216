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
  fields.forEach((text, field) => {
    if (field.startsWith("slave") && /^slave\d{1,6}$/.test(field)) listed.push(readLine(field, text));
  });
  return listed;
}

function readLine(field: string, text: string): ListedReplica {
  const host = part(text, "ip");
  const port = readCount(part(text, "port"));
  const state = part(text, "state");
  const ackOffset = readOffset(part(text, "offset"));
  if (host === undefined || host === "") throw new FieldProblem({ field, detail: "It names no ip." });
  if (port === null) throw new FieldProblem({ field, detail: "Its port is missing or not a number." });
  if (state === undefined || state === "") throw new FieldProblem({ field, detail: "It names no state." });
  if (ackOffset === null) throw new FieldProblem({ field, detail: "Its offset is missing or not a number." });
  return {
    address: { host, port },
    state,
    ackOffset,
    lastAckSeconds: state === "online" ? lastAck(field, part(text, "lag")) : null,
    channel: part(text, "type") ?? null,
  };
}

/** Redis subtracts two readings of the wall clock, so a clock set back gives a negative number: unknown. */
function lastAck(field: string, text: string | undefined): number | null {
  const seconds = readWhole(text);
  if (seconds === null) throw new FieldProblem({ field, detail: "Its lag is missing or not a number." });
  return seconds < 0 ? null : seconds;
}

/** The value of `key` in `key=value,key=value`; of two with one name the first. */
function part(text: string, key: string): string | undefined {
  for (let start = 0; start < text.length; ) {
    const comma = text.indexOf(",", start);
    const end = comma === -1 ? text.length : comma;
    if (text.startsWith(key, start) && text[start + key.length] === "=")
      return text.slice(start + key.length + 1, end);
    start = end + 1;
  }
  return undefined;
}
