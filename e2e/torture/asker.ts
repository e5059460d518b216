import { parseInfo } from "@/lib/info/parse";
import type { Reply } from "@/server/ports";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";

const nobody = { username: null, password: null };
const DEADLINE_MS = 1_000;

/** What an instance says of itself. */
export interface Said {
  readonly role: "primary" | "replica";
  readonly upstream: string | null;
  readonly linkUp: boolean;
  readonly copying: boolean;
  readonly replid: string;
  readonly offset: number;
}

/** Asks one instance, past the proxies, over a connection that is kept. */
export class Asker {
  private connection: Connection | null = null;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  /** Null: no reply within the deadline, or an error. */
  async ask(words: readonly string[], deadlineMs = DEADLINE_MS): Promise<Reply | undefined> {
    if (this.connection === null) {
      const target = { endpoint: { host: this.host, port: this.port }, networks: usualNetworks, tls: null };
      const opened = await Connection.open(target, nobody, deadlineMs);
      if (!opened.ok) return undefined;
      this.connection = opened.value;
    }
    const exchange = await this.connection.send(words, deadlineMs);
    if (exchange.state === "replied") return exchange.reply;
    if (exchange.state !== "refused") {
      this.connection.close();
      this.connection = null;
    }
    return undefined;
  }

  async say(): Promise<Said | null> {
    const text = await this.ask(["INFO", "replication"]);
    const parsed = typeof text === "string" ? parseInfo(text) : null;
    if (parsed === null || !parsed.ok) return null;
    const field = (name: string): string => parsed.value.get(name) ?? "";
    const isPrimary = field("role") === "master";
    return {
      role: isPrimary ? "primary" : "replica",
      upstream: isPrimary ? null : `${field("master_host")}:${field("master_port")}`,
      linkUp: field("master_link_status") === "up",
      copying: field("master_sync_in_progress") === "1",
      replid: field("master_replid"),
      offset: Number(field("master_repl_offset")),
    };
  }

  /** All members of a set, a page at a time. @throws Error when the instance stops answering */
  async members(key: string): Promise<Set<string>> {
    const all = new Set<string>();
    let cursor = "0";
    do {
      const page = await this.ask(["SSCAN", key, cursor, "COUNT", "5000"], 10_000);
      if (!Array.isArray(page)) throw new Error(`${this.port} does not list ${key}`);
      const [next, members] = page;
      for (const id of Array.isArray(members) ? members : []) all.add(String(id));
      cursor = String(next);
    } while (cursor !== "0");
    return all;
  }

  close(): void {
    this.connection?.close();
    this.connection = null;
  }
}
