import { type Checker, entriesOf, type History, type modes, type Violation } from "../history";

const checker = "availability";
/** A group that is whole again is known as such, by whoever looks so many times. */
export const LOOKS = 4;

/**
 * While the group is whole and nothing befalls it, nothing is refused, from a few looks after it became so; and each way of
 * asking is answered there at least once. Where the machine stood still, calm begins anew. Whatever happens, a call is refused by
 * a RouterError.
 */
export const availability: Checker = (history) => {
  const pollMs = entriesOf(history, "world")[0]?.pollMs ?? 0;
  const calls = [...entriesOf(history, "write"), ...entriesOf(history, "read")];
  const ways = new Set(calls.map(wayOf));
  const thrown = calls.flatMap((call): Violation[] => {
    const { outcome, client, atMs } = call;
    if (outcome.is !== "refused" || outcome.code !== "thrown") return [];
    return [
      { checker, atMs, text: `client ${client}'s ${wayOf(call)} ended with no RouterError: ${outcome.said}` },
    ];
  });
  const inCalm = calmSpans(history).flatMap(({ atMs, untilMs }): Violation[] => {
    const fromMs = atMs + LOOKS * pollMs;
    if (untilMs <= fromMs) return [];
    const within = calls.filter(
      (call) => call.atMs >= fromMs && call.atMs < untilMs && call.endMs <= untilMs,
    );
    const refused = within.flatMap((call): Violation[] => {
      const { outcome, client } = call;
      if (outcome.is === "answered" || outcome.is === "acknowledged") return [];
      const text = `client ${client}'s ${wayOf(call)} was refused by a group that was whole for ${Math.round(call.atMs - atMs)} ms: ${outcome.code}: ${outcome.said}`;
      return [{ checker, atMs: call.atMs, text }];
    });
    const answered = new Set(within.map(wayOf));
    // Shorter ones prove little: a client may just have been between two calls.
    const silent = untilMs - fromMs < 4 * pollMs ? [] : [...ways].filter((way) => !answered.has(way));
    return [
      ...refused,
      ...silent.map((way) => ({
        checker,
        atMs,
        text: `no ${way} came to its end in ${Math.round(untilMs - fromMs)} ms of a whole group`,
      })),
    ];
  });
  return [...thrown, ...inCalm];
};

interface Span {
  readonly atMs: number;
  readonly untilMs: number;
}

function calmSpans(history: History): Span[] {
  let spans: Span[] = entriesOf(history, "calm");
  for (const stall of entriesOf(history, "stall"))
    spans = spans.flatMap((span) => {
      if (stall.untilMs <= span.atMs || stall.atMs >= span.untilMs) return [span];
      const before = { atMs: span.atMs, untilMs: stall.atMs };
      const after = { atMs: stall.untilMs, untilMs: span.untilMs };
      return [before, after].filter(({ atMs, untilMs }) => untilMs > atMs);
    });
  return spans;
}

const wayOf = (call: { kind: "write" } | { kind: "read"; mode: (typeof modes)[number] }): string =>
  call.kind === "write" ? "write" : call.mode;
