import { randomBytes } from "node:crypto";
import type { InstanceId } from "@/lib/group/member";
import { HeartbeatLog } from "@/lib/lag/heartbeat";
import type { Exchange } from "@/server/redis/connection";
import { errorCode } from "@/server/redis/failure";
import { OnDemandClient } from "@/server/redis/on-demand-client";
import type { Login, Target } from "@/server/redis/target";
import type { Clock, HeartbeatOptions, Log, PollOptions } from "./config";
import { RIGHTS_RETRY_MS } from "./heartbeat-reader";
import { isForbidden } from "./slow-facts";

/** At a shutdown the key's removal is waited for no longer than this; else its time to live ends it. */
const REMOVE_MS = 500;
/** Where both have one interval, a replica that is well has the heartbeat by the time it is asked. */
const LEAD_MS = 100;

/** How long before a round of polls a heartbeat leaves. */
export const leadMs = (heartbeat: HeartbeatOptions, poll: PollOptions): number =>
  Math.min(LEAD_MS, heartbeat.intervalMs / 2, poll.intervalMs / 2);

export interface HeartbeatWriterOptions {
  readonly group: string;
  readonly heartbeat: HeartbeatOptions;
  /** Who writes: the poller needs no right to. */
  readonly operator: Login;
  /** A reply later than this counts as none. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where a heartbeat goes. */
export interface HeartbeatPrimary {
  readonly id: InstanceId;
  readonly target: Target;
}

/**
 * Writes one group's heartbeat: a key of this process' own in database 0, so that two Tidemarks never meet. It has a
 * connection to itself: a write that a pause of writes holds back must not hold back what a run sends. What is not
 * answered in time ends with its connection, and a write that Redis held back until then is never carried out.
 */
export class HeartbeatWriter {
  readonly key: string;
  readonly written: HeartbeatLog;
  private at: { readonly id: InstanceId; readonly client: OnDemandClient } | null = null;
  private notBeforeMs = 0;
  /** What was last warned of; null: the newest one was written. */
  private trouble: string | null = null;

  constructor(private readonly options: HeartbeatWriterOptions) {
    const { group, heartbeat } = options;
    this.key = `${heartbeat.prefix}:${group}:${randomBytes(4).toString("hex")}`;
    this.written = new HeartbeatLog(heartbeat);
  }

  /** Writes the next heartbeat, once. One that was not answered is not sent again: the next is newer. */
  async write(primary: HeartbeatPrimary): Promise<void> {
    const { clock, timeoutMs, heartbeat } = this.options;
    const client = this.clientTo(primary);
    if (clock.nowMs() < this.notBeforeMs) return;
    const number = this.written.send(clock.nowMs());
    const exchange = await client.send(
      ["SET", this.key, String(number), "PX", String(heartbeat.ttlMs)],
      timeoutMs,
    );
    if (exchange.state === "replied") this.written.acknowledge(number, clock.nowMs());
    if (wantsRights(exchange)) this.notBeforeMs = clock.nowMs() + RIGHTS_RETRY_MS;
    this.note(primary.id, exchange);
  }

  /** Takes the key off this primary, if it is the one that was written to. */
  async remove(primary: InstanceId): Promise<void> {
    // In a millisecond it is gone, and SET is a right we have.
    if (this.at?.id === primary) await this.at.client.send(["SET", this.key, "0", "PX", "1"], REMOVE_MS);
  }

  close(): void {
    this.at?.client.close();
    this.at = null;
  }

  private clientTo({ id, target }: HeartbeatPrimary): OnDemandClient {
    if (this.at?.id === id) return this.at.client;
    this.at?.client.close();
    this.notBeforeMs = 0;
    const client = new OnDemandClient(target, this.options.operator);
    this.at = { id, client };
    return client;
  }

  /** Says once what keeps heartbeats from being written, and once that they are again. */
  private note(instance: InstanceId, exchange: Exchange): void {
    const trouble = troubleIn(exchange);
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    const fields = { group: this.options.group, instance };
    if (trouble === null) this.options.log.info(fields, "the heartbeat is written again");
    else this.options.log.warn({ ...fields, reason: trouble }, "the heartbeat cannot be written");
  }
}

function wantsRights(exchange: Exchange): boolean {
  if (exchange.state === "refused") return isForbidden(exchange.message);
  return exchange.state === "unsent" && exchange.failure.reason === "auth";
}

function troubleIn(exchange: Exchange): string | null {
  if (exchange.state === "replied") return null;
  if (exchange.state === "refused") return `Redis refuses SET: ${errorCode(exchange.message) ?? "an error"}`;
  return exchange.failure.detail;
}
