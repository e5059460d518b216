import type { ShownHeartbeat } from "@/lib/lag/heartbeat";
import type { Connection } from "@/server/redis/connection";
import type { Clock } from "./config";
import { isForbidden } from "./slow-facts";

/** What was refused for want of rights is tried again after so long: each refusal is an entry in the server's ACL LOG. */
export const RIGHTS_RETRY_MS = 60_000;

/** Asks a replica which heartbeat it shows. */
export class HeartbeatReader {
  private notBeforeMs = 0;

  constructor(
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {}

  /** Null: it shows none, or none of ours, or does not say: it loads, has no data to show, or refuses. */
  async read(connection: Connection, key: string): Promise<ShownHeartbeat | null> {
    const sentMs = this.clock.nowMs();
    if (sentMs < this.notBeforeMs) return null;
    const exchange = await connection.send(["GET", key], this.timeoutMs);
    const at = { sentMs, receivedMs: this.clock.nowMs() };
    if (exchange.state === "refused" && isForbidden(exchange.message))
      this.notBeforeMs = at.receivedMs + RIGHTS_RETRY_MS;
    const number = exchange.state === "replied" ? exchange.reply : null;
    return typeof number === "string" && /^\d{1,15}$/.test(number) ? { at, number: Number(number) } : null;
  }
}
