import { type Holding, holdingOf } from "../elements";
import { type Entry, type Kept, keyOf, type Mode, type Read, type Seen, type Write } from "../history";

export const [a, b, c] = ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"] as const;
const flavour = "true";
export const key = keyOf(flavour, "1");

export const world: Entry = {
  kind: "world",
  atMs: 0,
  seed: 1,
  pollMs: 300,
  deadlineMs: 1_500,
  members: [a, b, c],
};

const call = { flavour, key, client: 0, session: 1 };

/** The element `n` of client 0, asked for at `atMs` and acknowledged 2 ms later. */
export const write = (n: number, atMs: number, more: Partial<Write> = {}): Write => ({
  kind: "write",
  ...call,
  atMs,
  endMs: atMs + 2,
  n,
  outcome: { is: "acknowledged", by: a },
  ...more,
});

/** What holds the elements of client 0 up to `n`. */
export const upTo = (n: number, ...more: readonly string[]): Holding =>
  holdingOf([...Array.from({ length: n }, (_, at) => `0:${at + 1}`), ...more]);

export const read = (
  mode: Mode,
  atMs: number,
  held: Holding,
  { by = a, ...more }: Partial<Read> & { readonly by?: string } = {},
): Read => ({
  kind: "read",
  ...call,
  mode,
  bound: { "lag-seconds": 0.5, "lag-bytes": 1_000 }[String(mode)] ?? null,
  atMs,
  endMs: atMs + 2,
  outcome: {
    is: "answered",
    by,
    role: by === a ? "primary" : "replica",
    holds: held,
    lagSeconds: null,
    lagBytes: null,
  },
  ...more,
});

export const refused = (mode: Mode, atMs: number): Read => ({
  ...read(mode, atMs, upTo(0)),
  outcome: { is: "refused", code: "no-primary", said: "nobody is" },
});

export const kept = (atMs: number, held: Holding, more: Partial<Kept> = {}): Kept => ({
  kind: "kept",
  why: "end",
  atMs,
  sinceMs: atMs,
  instance: a,
  key,
  holds: held,
  ...more,
});

export const seen = (
  instance: string,
  atMs: number,
  state: Seen["state"],
  more: Partial<Pick<Seen, "replid" | "offset">> = {},
): Seen => ({ kind: "seen", atMs, endMs: atMs + 1, instance, state, replid: "r1", offset: null, ...more });

/** The primary `a` from 0 to 10 s, in which it writes 50 bytes every 100 ms. */
const offsets = Array.from({ length: 200 }, (_, n) => seen(a, n * 50, "primary", { offset: 25 * n }));

/** One element every 100 ms from 1 s to 10 s, all kept, read by each way with nothing lacking, and a while of calm. */
export const healthy: readonly Entry[] = [
  world,
  ...offsets,
  seen(b, 0, "replica"),
  seen(c, 0, "replica"),
  ...Array.from({ length: 90 }, (_, n) => write(n + 1, 1_000 + 100 * n)),
  ...Array.from({ length: 80 }, (_, n) => [
    read("latest", 1_050 + 100 * n, upTo(n + 1)),
    read("own", 1_050 + 100 * n, upTo(n + 1)),
    // Two elements, some 200 ms and 100 bytes, behind.
    read("read", 1_050 + 100 * n, upTo(Math.max(0, n - 1)), { by: b }),
    read("lag-seconds", 1_050 + 100 * n, upTo(Math.max(0, n - 1)), { by: b }),
    read("lag-bytes", 1_050 + 100 * n, upTo(Math.max(0, n - 1)), { by: b }),
  ]).flat(),
  { kind: "calm", atMs: 0, untilMs: 9_000 },
  kept(10_500, upTo(90)),
];
