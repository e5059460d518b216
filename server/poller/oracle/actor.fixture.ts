import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { ReplicationView } from "@/lib/info/view";
import type { LocalServer } from "@/server/local";
import type { Reply } from "@/server/ports";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { idAt } from "@/server/testing/fleet";
import { waitFor } from "@/server/testing/wait-for";

const DEADLINE_MS = 10_000;
/** Small enough that any gap left to an exact offset can be filled by one write. */
const PIECE_BYTES = 500;

/** How often a server was continued from, and copied. */
export interface Counts {
  readonly full: number;
  readonly partial: number;
}

/** A server with a connection of its own to it, and whom it was told to follow. */
export class Actor {
  follows: Actor | null = null;
  private connection: Connection | null = null;
  private written = 0;

  constructor(
    readonly name: string,
    readonly server: LocalServer,
  ) {}

  get id(): string {
    return idAt(this.server);
  }

  /** @throws Error when it is not answered, or refused */
  async ask(...words: string[]): Promise<Reply> {
    const exchange = await (await this.connected()).send(words, DEADLINE_MS);
    if (exchange.state === "replied") return exchange.reply;
    throw new Error(`${this.name}: ${words.join(" ").slice(0, 80)}: ${JSON.stringify(exchange)}`);
  }

  async view(): Promise<ReplicationView> {
    const fields = parseInfo(String(await this.ask("INFO", "replication")));
    const view = fields.ok ? readReplication(fields.value) : fields;
    if (!view.ok) throw new Error(`${this.name}: ${JSON.stringify(view.error)}`);
    return view.value;
  }

  async counts(): Promise<Counts> {
    const fields = parseInfo(String(await this.ask("INFO", "stats")));
    if (!fields.ok) throw new Error(`${this.name}: INFO stats cannot be read`);
    const count = (name: string): number => Number(fields.value.get(name) ?? Number.NaN);
    return { full: count("sync_full"), partial: count("sync_partial_ok") };
  }

  /** Writes about so many bytes of stream. */
  async write(bytes: number): Promise<void> {
    const pieces = Math.ceil(bytes / PIECE_BYTES);
    for (let done = 0; done < pieces; done += 100)
      await Promise.all(Array.from({ length: Math.min(100, pieces - done) }, () => this.piece(PIECE_BYTES)));
  }

  /** Writes until its stream has come to `offset` exactly, which must be 200 bytes ahead or more. */
  async writeUpTo(offset: number): Promise<void> {
    // The first write after a replica has come is preceded by a SELECT.
    await this.piece(40);
    for (;;) {
      const missing = offset - (await this.view()).offset;
      if (missing === 0) return;
      if (missing < 40) throw new Error(`${this.name}: ${missing} bytes cannot be written alone`);
      await this.piece(missing >= 2 * PIECE_BYTES ? PIECE_BYTES : missing > PIECE_BYTES ? 100 : missing);
    }
  }

  /** Writes its data set to disk, once no child that feeds a replica does. */
  async save(): Promise<void> {
    await waitFor(`${this.name} has no child`, async () =>
      String(await this.ask("INFO", "persistence")).includes("rdb_bgsave_in_progress:0"),
    );
    await this.ask("SAVE");
  }

  close(): void {
    this.connection?.close();
  }

  /** One SET that is `bytes` of stream, 40 or more. */
  private async piece(bytes: number): Promise<void> {
    this.written += 1;
    const key = String(this.written % 10);
    for (const name of [key, `1${key}`])
      for (let digits = 1; digits <= 4; digits += 1) {
        const length = bytes - 4 - 9 - (6 + name.length) - (5 + digits);
        if (length < 1 || String(length).length !== digits) continue;
        await this.ask("SET", name, "x".repeat(length));
        return;
      }
    throw new Error(`no SET is ${bytes} bytes long`);
  }

  private async connected(): Promise<Connection> {
    if (this.connection !== null) return this.connection;
    const { host, port } = this.server;
    const target = { endpoint: { host, port }, networks: usualNetworks, tls: null };
    const opened = await Connection.open(target, { username: null, password: null }, DEADLINE_MS);
    if (!opened.ok) throw new Error(`${this.name}: ${opened.error.detail}`);
    const connection = opened.value;
    this.connection = connection;
    void connection.ended.then(() => {
      if (this.connection === connection) this.connection = null;
    });
    return connection;
  }
}
