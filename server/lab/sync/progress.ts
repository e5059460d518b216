import type { StepProgress, SyncSettings } from "@/lib/contract";
import { type CaseEstimate, estimateCases, secondsOf } from "@/lib/lab/sync-estimate";

/** Tells how far an experiment has come: each part counts as much as it is expected to take. */
export class Progress {
  readonly #cases: readonly CaseEstimate[];
  readonly #allSeconds: number;
  #doneSeconds = 0;
  #partSeconds = 0;

  constructor(
    settings: SyncSettings,
    private readonly report: (progress: StepProgress) => void,
  ) {
    this.#cases = estimateCases(settings);
    this.#allSeconds = this.#cases.reduce((sum, one) => sum + secondsOf(one), 0);
  }

  /** What is expected of the n-th measurement. */
  expected(n: number): CaseEstimate {
    const found = this.#cases[n];
    if (found === undefined) throw new RangeError(`there is no measurement ${n}`);
    return found;
  }

  /** The part that is expected to take so long begins; what came before it is over. Tells how far it is by a share of it. */
  part(text: string, seconds: number): (share: number) => void {
    this.#doneSeconds += this.#partSeconds;
    this.#partSeconds = seconds;
    const start = performance.now();
    const laterSeconds = Math.max(0, this.#allSeconds - this.#doneSeconds - seconds);
    const tell = (of: number): void => {
      const share = Math.min(1, of);
      const atSeconds = this.#doneSeconds + share * seconds;
      this.report({
        text,
        fraction: Math.min(1, atSeconds / this.#allSeconds),
        etaSeconds: laterSeconds + leftSeconds(seconds, share, (performance.now() - start) / 1000),
      });
    };
    tell(0);
    return tell;
  }
}

/** A pace is believed from here on. */
const PACE_SHARE = 0.02;

/** What is left of a part: by its own pace, once it has one, and until then by what was expected. */
const leftSeconds = (expectedSeconds: number, share: number, tookSeconds: number): number =>
  share < PACE_SHARE ? expectedSeconds * (1 - share) : (tookSeconds * (1 - share)) / share;
