const FILL = "x";

/** What is written: the counter, and as much after it as the value is to be long. A counter that is longer has more. */
export const makeValue = (counter: number, valueBytes: number): string =>
  `${counter}:`.padEnd(valueBytes, FILL);

/** The counter of a value; 0: there is no value. Null: this is none that the lab wrote. */
export function parseValue(reply: unknown): number | null {
  if (reply === null) return 0;
  const digits = typeof reply === "string" ? /^([1-9]\d{0,14}):x*$/.exec(reply)?.[1] : undefined;
  return digits === undefined ? null : Number(digits);
}
