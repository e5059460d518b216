import type { Verdict } from "./restore";

interface Particulars {
  /** The kept file is not what was stored. */
  readonly isDamaged?: boolean;
  /** What was found before it was clear. */
  readonly found?: Partial<Pick<Verdict, "keys" | "seconds" | "digest">>;
}

/** The drill has another end than the one hoped for: `message` is the verdict, with its figures and what to do. */
export class DrillFault extends Error {
  constructor(
    verdict: string,
    readonly particulars: Particulars = {},
  ) {
    super(verdict);
    this.name = "DrillFault";
  }
}
