import { Pace } from "@/lib/lab/scaling-pace";

/** What failed at once would otherwise be tried again at once, and nothing else would come to run. */
const REST_AFTER_FAILURE_MS = 10;

export interface SlotsOptions {
  /** Each has so many under way. */
  readonly connections: number;
  readonly pipeline: number;
  /** Null: as many as go. */
  readonly perSecond: number | null;
  /** Begins no more than so many altogether; null: until it is stopped. */
  readonly most?: number | null;
  /** Carries one out on that connection; false: it failed. Never rejects. */
  readonly carry: (connection: number) => Promise<boolean>;
}

/** Keeps as many under way as there are slots and the rate allows. */
export class Slots {
  readonly #free: number[] = [];
  readonly #pace: Pace;
  #left: number;
  #underWay = 0;
  #timer: NodeJS.Timeout | null = null;
  #settle: () => void = () => {};
  /** Resolves once no more begins and nothing is under way. */
  readonly finished = new Promise<void>((resolve) => {
    this.#settle = resolve;
  });

  constructor(private readonly options: SlotsOptions) {
    this.#left = options.most ?? Number.POSITIVE_INFINITY;
    // One slot of each connection before the second of any, so that few commands are spread over all of them.
    for (let depth = 0; depth < options.pipeline; depth += 1)
      for (let connection = 0; connection < options.connections; connection += 1) this.#free.push(connection);
    this.#pace = new Pace(options.perSecond, performance.now());
    this.#pump();
  }

  /** Begins no more; resolves once nothing is under way. */
  stop(): Promise<void> {
    this.#left = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#pump();
    return this.finished;
  }

  #pump(): void {
    while (this.#left > 0 && this.#free.length > 0) {
      if (!this.#pace.take(performance.now())) {
        this.#timer ??= setTimeout(() => {
          this.#timer = null;
          this.#pump();
        }, this.#pace.waitMs);
        return;
      }
      const connection = this.#free.shift();
      if (connection !== undefined) void this.#begin(connection);
    }
    if (this.#left <= 0 && this.#underWay === 0) this.#settle();
  }

  async #begin(connection: number): Promise<void> {
    this.#left -= 1;
    this.#underWay += 1;
    const fine = await this.options.carry(connection);
    if (!fine && this.#left > 0) await new Promise((resolve) => setTimeout(resolve, REST_AFTER_FAILURE_MS));
    this.#underWay -= 1;
    this.#free.push(connection);
    this.#pump();
  }
}
