import { type Id, nowMs } from "./history";
import { LineClient } from "./line-client";
import type { Place } from "./workload";

const EVERY_MS = 50;
/** A canary unanswered this long sits in a stopped server or a pause: its connection is given up. */
const PATIENCE_MS = 5_000;

/** Writes a canary to every instance every 50 ms, one at a time to each, and tells which of them took it. */
export class Observer {
  private readonly timer: NodeJS.Timeout;
  private readonly clients = new Map<Id, { client: LineClient; sentMs: number }>();
  private n = 0;

  constructor(
    private readonly places: readonly Place[],
    private readonly taken: (canary: { atMs: number; takenMs: number; instance: Id }) => void,
  ) {
    this.timer = setInterval(() => {
      for (const place of this.places) this.look(place);
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    for (const { client } of this.clients.values()) client.close();
  }

  private look(place: Place): void {
    const sentMs = nowMs();
    let known = this.clients.get(place.id);
    if (known !== undefined && known.client.inFlight > 0 && sentMs - known.sentMs > PATIENCE_MS)
      known.client.close();
    if (known === undefined || known.client.ended) {
      known = { client: new LineClient(place.host, place.port), sentMs };
      this.clients.set(place.id, known);
    }
    if (known.client.inFlight > 0) return;
    known.sentMs = sentMs;
    this.n += 1;
    known.client.send(["SET", "canary", String(this.n)], (line) => {
      if ("said" in line && line.said === "+OK")
        this.taken({ atMs: sentMs, takenMs: nowMs(), instance: place.id });
    });
  }
}
