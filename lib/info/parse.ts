import { err, ok, type Result } from "@/lib/result";

/** Why a reply could not be read: which field, and what was wrong with it. Never holds bytes the server sent. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** INFO's fields by name. */
export type Fields = ReadonlyMap<string, string>;

const limits = { text: 4 * 1024 * 1024, line: 64 * 1024, lines: 20_000 } as const;

/**
 * Splits an INFO reply into its fields. Lines end in CRLF or LF; `# Section` lines and lines without a colon are
 * passed over. A reply past our limits (4 Mi characters, 20,000 lines, 64 Ki characters in one line) is refused whole.
 * Never throws.
 *
 * A field that stands twice is none of the server's: it prints what its replicas announce as it is, and a line break in
 * there begins a line of somebody else's. Nobody can say which of the two is true, so it is left out, or the reply refused.
 * Source: server.c, genRedisInfoString; replication.c, replconfCommand (ip-address).
 */
export function parseInfo(
  text: string,
  repeats: "left-out" | "refused" = "left-out",
): Result<Fields, FieldError> {
  if (text.length > limits.text) return tooLarge(`The reply is longer than ${limits.text} characters.`);
  const fields = new Map<string, string>();
  const repeated = new Set<string>();
  let lines = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline;
    lines += 1;
    if (lines > limits.lines) return tooLarge(`The reply has more than ${limits.lines} lines.`);
    if (next - start > limits.line)
      return tooLarge(`Line ${lines} is longer than ${limits.line} characters.`);
    const end = text[next - 1] === "\r" && next > start ? next - 1 : next;
    const colon = text[start] === "#" ? -1 : text.indexOf(":", start);
    if (colon > start && colon < end) {
      const field = text.slice(start, colon);
      if (fields.has(field)) repeated.add(field);
      else fields.set(field, text.slice(colon + 1, end));
    }
    start = next + 1;
  }
  if (repeated.size > 0 && repeats === "refused") return repetition;
  for (const field of repeated) fields.delete(field);
  return ok(fields);
}

const repetition: Result<never, FieldError> = err({
  field: "INFO",
  detail: "A field stands twice, as no server sends it: a replica may announce an address with a line break.",
});

const tooLarge = (detail: string): Result<never, FieldError> => err({ field: "INFO", detail });
