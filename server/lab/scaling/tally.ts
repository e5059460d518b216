import { Latencies } from "@/lib/lab/scaling-latency";
import type { Told } from "./messages";

/** What came of the load since it was made. */
export class Tally {
  readonly #sinceMs = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #writeLatencies = new Latencies();
  readonly #readLatencies = new Latencies();
  readonly #failures = new Map<string, number>();
  #writes = 0;
  #reads = 0;
  #readsFromPrimary = 0;

  wrote(seconds: number): void {
    this.#writes += 1;
    this.#writeLatencies.add(seconds);
  }

  read(seconds: number, from: "primary" | "replica"): void {
    this.#reads += 1;
    if (from === "primary") this.#readsFromPrimary += 1;
    this.#readLatencies.add(seconds);
  }

  failed(code: string): void {
    this.#failures.set(code, (this.#failures.get(code) ?? 0) + 1);
  }

  told(): Told {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      seconds: (performance.now() - this.#sinceMs) / 1000,
      writes: this.#writes,
      reads: this.#reads,
      readsFromPrimary: this.#readsFromPrimary,
      failures: Object.fromEntries(this.#failures),
      writeLatencies: this.#writeLatencies.counts(),
      readLatencies: this.#readLatencies.counts(),
      cpuSeconds: (user + system) / 1_000_000,
    };
  }
}
