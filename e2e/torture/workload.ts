import { type Id, nowMs } from "./history";
import { idOf, type Ledger, writeOf } from "./ledger";
import { LineClient } from "./line-client";

export interface Place {
  readonly id: Id;
  readonly host: string;
  /** Where it really listens: writers dial past the proxies. */
  readonly port: number;
}

const WRITERS = 8;
const WRITES_PER_SECOND = 1_500;
/** Every so often each writer sends what has become due since: timers are not finer. Milliseconds. */
const BEAT_MS = 20;
/** A client gives up on a server that answers nothing for this long. */
const PATIENCE_MS = 3_000;
const BUCKET_MS = 10_000;

/**
 * Clients that write unique ids at a steady rate, answered or not, to the server that last took writes; a refusal or a
 * lost connection sends them to the next. Nothing is ever sent twice.
 */
export class Workload {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly writers: Writer[] = [];
  private next = 0;
  private readonly beganMs = nowMs();

  constructor(
    readonly places: readonly Place[],
    readonly ledger: Ledger,
  ) {
    for (let n = 0; n < WRITERS; n += 1) {
      const writer = new Writer(places, n % places.length, ledger, () => this.nextId());
      this.writers.push(writer);
      this.timers.push(setInterval(() => writer.beat(WRITES_PER_SECOND / WRITERS), BEAT_MS));
    }
  }

  /** Ends the writes and the connections; what is under way then counts as unknown. */
  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const writer of this.writers) writer.close();
  }

  private nextId(): string {
    this.next += 1;
    return idOf(Math.floor((nowMs() - this.beganMs) / BUCKET_MS), this.next);
  }
}

class Writer {
  private client: LineClient | null = null;
  private dueMs = nowMs();
  private answeredMs = nowMs();

  constructor(
    private readonly places: readonly Place[],
    private at: number,
    private readonly ledger: Ledger,
    private readonly nextId: () => string,
  ) {}

  beat(perSecond: number): void {
    const now = nowMs();
    if (this.client?.ended) this.turn();
    if (this.client !== null && this.client.inFlight > 0 && now - this.answeredMs > PATIENCE_MS) this.turn();
    const place = this.places[this.at];
    if (place === undefined) return;
    if (this.client === null) {
      this.client = new LineClient(place.host, place.port);
      this.answeredMs = now;
    }
    for (; this.dueMs <= now; this.dueMs += 1000 / perSecond) this.write(this.client, place, now);
  }

  close(): void {
    this.client?.close();
  }

  private write(client: LineClient, place: Place, now: number): void {
    if (client.ended) return;
    const id = this.nextId();
    this.ledger.invoke(id, place.id, now);
    client.send(writeOf(id), (line) => {
      this.answeredMs = nowMs();
      if ("lost" in line) this.ledger.forget(id);
      else if (line.said.startsWith(":")) this.ledger.acknowledge(id, this.answeredMs);
      else {
        this.ledger.refuse(id);
        if (client === this.client) this.turn();
      }
    });
  }

  /** To the next server, at the next beat. */
  private turn(): void {
    this.client?.close();
    this.client = null;
    this.at = (this.at + 1) % this.places.length;
  }
}
