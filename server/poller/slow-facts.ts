import { listsReplicas, readReplicaBuffers } from "@/lib/info/client-list";
import { readOwnNode } from "@/lib/info/cluster";
import { readConfigReply, settingsThatMatter } from "@/lib/info/config";
import { readClock, readLimits } from "@/lib/info/limits";
import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import { readSlow } from "@/lib/info/slow";
import type { HistoryView, PersistenceView, ReplicationView, SlowFacts } from "@/lib/info/view";
import type { Reply } from "@/server/ports";
import type { Connection, Exchange } from "@/server/redis/connection";
import { errorCode } from "@/server/redis/failure";
import type { Clock } from "./config";

const SENTINEL_CHANNEL = "__sentinel__:hello";

/**
 * Reads the slow facts over one connection. What it once refused for want of rights is not asked again there:
 * each refusal would be a line in the server's ACL LOG.
 */
export class SlowFactsReader {
  private readonly forbidden = new Set<string>();
  /** Of these, what the user's rights leave out; the rest is renamed away, which no right would cure. */
  private denied: readonly string[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {}

  /** Null: INFO did not come; then nothing is known anew. */
  async read(): Promise<SlowFacts | null> {
    const sentMs = this.clock.nowMs();
    const [info, numsub] = await Promise.all([
      this.ask("INFO"),
      this.ask("PUBSUB", "NUMSUB", SENTINEL_CHANNEL),
    ]);
    const at = { sentMs, receivedMs: this.clock.nowMs() };
    if (typeof info !== "string") return null;
    const fields = parseInfo(info);
    if (!fields.ok) return null;
    const facts = readSlow(fields.value);
    const replication = readReplication(fields.value);
    const clustered = facts.server?.mode === "cluster";
    const [config, clients, nodes] = await Promise.all([
      this.readConfig(facts.server?.version ?? null),
      listsReplicas(fields.value) ? this.ask("CLIENT", "LIST", "TYPE", "replica") : null,
      clustered ? this.ask("CLUSTER", "NODES") : null,
    ]);
    return {
      at,
      ...facts,
      history: replication.ok && facts.persistence?.loading === false ? historyOf(replication.value) : null,
      limits: readLimits(fields.value),
      clock: readClock(fields.value, at),
      config,
      sentinelSubscribers: subscribers(numsub),
      replicaBuffers: readReplicaBuffers(clients),
      cluster: clustered ? readOwnNode(nodes) : null,
      forbidden: this.denied,
      text: info,
    };
  }

  /** INFO persistence alone, for what moves faster than the rest; null where it cannot be had. */
  async readPersistence(): Promise<PersistenceView | null> {
    const info = await this.ask("INFO", "persistence");
    const fields = typeof info === "string" ? parseInfo(info) : null;
    return fields?.ok ? readSlow(fields.value).persistence : null;
  }

  /** One CONFIG GET takes several names from 7.0 on (configGetCommand); before that each goes alone, all at once. */
  private async readConfig(version: string | null): Promise<ReadonlyMap<string, string> | null> {
    const [first, ...rest] = settingsThatMatter;
    if (version === null || first === undefined) return null;
    if (Number.parseInt(version, 10) >= 7)
      return readConfigReply(await this.ask("CONFIG", "GET", ...settingsThatMatter));
    const probe = await this.ask("CONFIG", "GET", first);
    if (probe === null) return null;
    const replies = await Promise.all(rest.map((name) => this.ask("CONFIG", "GET", name)));
    return readConfigReply([probe, ...replies].filter((reply) => Array.isArray(reply)).flat());
  }

  /** The reply, or null where there is none. */
  private async ask(...words: [string, ...string[]]): Promise<Reply> {
    const command = words[0];
    if (this.forbidden.has(command)) return null;
    const exchange: Exchange = await this.connection.send(words, this.timeoutMs);
    if (exchange.state === "refused" && isForbidden(exchange.message) && !this.forbidden.has(command)) {
      this.forbidden.add(command);
      if (errorCode(exchange.message) === "NOPERM") this.denied = [...this.denied, command];
    }
    return exchange.state === "replied" ? exchange.reply : null;
  }
}

const historyOf = ({ role, replid, previousReplid }: ReplicationView): HistoryView => ({
  role,
  replid,
  previousReplid,
});

/** Providers rename commands away; a renamed one is unknown. */
export const isForbidden = (message: string): boolean =>
  errorCode(message) === "NOPERM" || /^ERR unknown command/i.test(message);

/** PUBSUB NUMSUB answers the channel's name and a count. */
function subscribers(reply: Reply): number | null {
  const count = Array.isArray(reply) ? reply[1] : null;
  return typeof count === "number" ? count : null;
}
