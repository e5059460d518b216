import type { Redis } from "ioredis";
import { parseInfo } from "@/lib/info/parse";
import type { Reply } from "@/server/router/public";

/** What INFO replication says, believed word for word. */
export interface Look {
  readonly role: "primary" | "replica";
  readonly offset: number;
  readonly linkUp: boolean;
  /** Of its replicas, by their ports: seconds since the last ACK. */
  readonly ackAges: ReadonlyMap<number, number>;
}

/** Null: no reply. */
export async function lookAt(redis: Redis): Promise<Look | null> {
  const text = await redis.info("replication").catch(() => null);
  const parsed = text === null ? null : parseInfo(text);
  if (parsed === null || !parsed.ok) return null;
  const ackAges = new Map<number, number>();
  for (const [name, value] of parsed.value) {
    const [, port, age] = /^ip=.*,port=(\d+),.*lag=(\d+)/.exec(value) ?? [];
    if (/^slave\d+$/.test(name) && port !== undefined && age !== undefined)
      ackAges.set(Number(port), Number(age));
  }
  return {
    role: parsed.value.get("role") === "master" ? "primary" : "replica",
    offset: Number(parsed.value.get("master_repl_offset")),
    linkUp: parsed.value.get("master_link_status") === "up",
    ackAges,
  };
}

/** The words of a command as ioredis' `call` takes them. */
export const toWords = ([name = "", ...args]: readonly string[]): [string, ...string[]] => [name, ...args];

/** What ioredis gives, as the router's own type. */
export function answerText(reply: unknown): Reply {
  if (Array.isArray(reply)) return reply.map(answerText);
  return typeof reply === "number" || reply === null ? reply : String(reply);
}
