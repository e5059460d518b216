import type { Entry, Lost, PlanSeen, Roles, RunSeen } from "../history";

/** Milliseconds from the beginning of these histories, as Unix milliseconds. */
export const at = (ms: number): number => Date.parse("2026-11-26T03:00:00.000Z") + ms;
const stamp = (ms: number): string => new Date(at(ms)).toISOString();

export const [a, b, c, decoy] = ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", "127.0.0.1:9"] as const;

export const roles = (primary: string, ...replicas: string[]): Roles => ({
  [primary]: { role: "primary", upstream: null },
  ...Object.fromEntries(replicas.map((id) => [id, { role: "replica" as const, upstream: primary }])),
});

export const world: Entry = {
  kind: "world",
  atMs: at(0),
  seed: 1,
  pollIntervalMs: 500,
  writeBytes: 50,
  writePauseMs: 3_000,
  group: [a, b, c],
  decoys: [decoy],
};

/** A promotion of `b` above `a`. */
export function promotion(
  { startedMs, endedMs }: { startedMs: number; endedMs: number | null },
  plan: Partial<PlanSeen> = {},
  run: Partial<RunSeen> = {},
): Entry[] {
  const common = { action: "promote", instance: b } as const;
  return [
    {
      kind: "plan",
      atMs: at(startedMs),
      plan: {
        ...common,
        id: `plan-${startedMs}`,
        method: "failover",
        dataLoss: { verdict: "none", bytes: 0, text: "Nothing." },
        before: [
          { instance: a, role: "primary", upstream: null },
          { instance: b, role: "replica", upstream: a },
          { instance: c, role: "replica", upstream: a },
        ],
        ...plan,
      },
    },
    {
      kind: "run",
      atMs: at(90_000),
      run: {
        ...common,
        id: `run-${startedMs}`,
        plan: `plan-${startedMs}`,
        title: `Promote ${b}`,
        state: "succeeded",
        startedAt: stamp(startedMs),
        endedAt: endedMs === null ? null : stamp(endedMs),
        writePausedSeconds: 0.1,
        summary: "b is primary",
        advice: null,
        ...run,
      },
    },
  ];
}

const failover = ["FAILOVER", "TO", "127.0.0.1", "2", "TIMEOUT", "3000"];
export const journalled = (ms: number, words: readonly string[] = failover, instance: string = a): Entry => ({
  kind: "journalled",
  atMs: at(ms),
  run: "run-10000",
  instance,
  words,
  replied: true,
});
export const sent = (
  ms: number,
  more: { user?: string; instance?: string; words?: string[] } = {},
): Entry => ({
  kind: "sent",
  atMs: at(ms),
  instance: more.instance ?? a,
  user: more.user ?? "operator-0",
  words: more.words ?? failover,
});

export const canaries = (instance: string, fromMs: number, untilMs: number): Entry[] =>
  Array.from({ length: Math.floor((untilMs - fromMs) / 50) }, (_, n) => ({
    kind: "canary",
    atMs: at(fromMs + n * 50),
    takenMs: at(fromMs + n * 50 + 1),
    instance,
  }));

export const sweep = (ms: number, lost: readonly Lost[] = []): Entry => ({
  kind: "sweep",
  atMs: at(ms),
  instance: b,
  checked: 1_000,
  lost,
});

/** Writes that `by` acknowledged, one a millisecond. */
export const lostWrites = (by: string, fromMs: number, count: number): Lost[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `0000-${String(n).padStart(8, "0")}`,
    by,
    sentMs: at(fromMs + n - 1),
    ackedMs: at(fromMs + n),
  }));

export const samples = (fromMs: number, untilMs: number, truth: Roles, shown: (Roles | null)[]): Entry[] =>
  Array.from({ length: Math.floor((untilMs - fromMs) / 250) }, (_, n) => ({
    kind: "roles",
    atMs: at(fromMs + n * 250),
    truth,
    shown,
  }));

const facts = { digest: "d", role: "primary", settings: "[]" };
export const decoyNote = (ms: number, more: Partial<typeof facts> = {}): Entry => ({
  kind: "decoy",
  atMs: at(ms),
  instance: decoy,
  facts: { ...facts, ...more },
});

/** A switchover from `a` to `b` at 10 s, with which nothing is wrong. */
export const healthy: readonly Entry[] = [
  world,
  decoyNote(1),
  ...samples(2_000, 9_500, roles(a, b, c), [roles(a, b, c), roles(a, b, c)]),
  ...canaries(a, 1_000, 11_000),
  journalled(10_000),
  sent(10_500),
  ...canaries(b, 11_200, 20_000),
  ...samples(11_500, 20_000, roles(b, a, c), [roles(b, a, c), roles(b, a, c)]),
  ...promotion({ startedMs: 10_000, endedMs: 12_000 }),
  { kind: "healed", atMs: at(20_000) },
  sweep(21_000),
  decoyNote(22_000),
  { kind: "process", atMs: at(5_000), dashboard: 0, pid: 7, residentMiB: 150, files: 50 },
  { kind: "end", atMs: at(22_000) },
];
