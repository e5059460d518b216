import type { FleetListener } from "@/server/ports";
import type { Log } from "./config";

/** Who hears of what the fleet sees. A listener that fails harms neither the others nor the polling. */
export class Listeners {
  private readonly all = new Set<FleetListener>();

  constructor(private readonly log: Log) {}

  /** @returns what takes it away again */
  add(listener: FleetListener): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  tell(what: (listener: FleetListener) => void): void {
    for (const listener of this.all) {
      try {
        what(listener);
      } catch (error) {
        this.log.warn({ err: error }, "a listener of the fleet failed");
      }
    }
  }

  clear(): void {
    this.all.clear();
  }
}
