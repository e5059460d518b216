import {
  type Checker,
  entriesOf,
  type History,
  type Id,
  type Lost,
  type PlanSeen,
  type Violation,
} from "../history";

const checker = "losses";
/** A reply may be read this long after the server that gave it stopped. */
const READ_LATE_MS = 250;
/** A reading is at most so old, beside the poll interval, when its instance dies. */
const ANSWER_MS = 300;

interface Taker {
  readonly id: Id;
  readonly untilMs: number;
}

/** Something that somebody was told beforehand would be given up. */
interface Statement {
  /** Whose writes, and until when it took them; null: of whoever was the primary. */
  readonly of: readonly Taker[] | null;
  readonly atMs: number;
  /** Writes acknowledged later than this are not meant. */
  readonly untilMs: number;
  /** Those acknowledged after this are what "writes after it was last seen" means. */
  readonly seenMs: number;
  /** Null: not stated as a number of bytes. */
  readonly bytes: number | null;
  /** Without a number, as much as there is. */
  readonly boundless: boolean;
  readonly text: string;
}

/**
 * Nothing that was acknowledged is lost, but what a plan had stated as its loss before it was started: what a dead primary
 * took after it was last seen, beside the bytes that were named, or what an attached instance holds for itself.
 */
export const losses: Checker = (history) => {
  const statements = statementsOf(history);
  const [world] = entriesOf(history, "world");
  const writeBytes = world?.writeBytes ?? 1;
  const unstated: Lost[] = [];
  const under = new Map<Statement, Lost[]>();
  for (const sweep of entriesOf(history, "sweep"))
    for (const lost of sweep.lost) {
      const statement = statements.find(
        ({ of, atMs, untilMs }) =>
          (of === null || of.some(({ id, untilMs: until }) => id === lost.by && lost.ackedMs <= until)) &&
          lost.ackedMs <= untilMs &&
          lost.sentMs <= atMs &&
          atMs <= sweep.atMs,
      );
      if (statement === undefined) unstated.push(lost);
      else under.set(statement, [...(under.get(statement) ?? []), lost]);
    }
  return [
    ...unstatedViolation(unstated),
    ...[...under].flatMap(([statement, lost]) => overViolation(statement, lost, writeBytes)),
  ];
};

function unstatedViolation(lost: readonly Lost[]): Violation[] {
  const [first] = lost;
  if (first === undefined) return [];
  const who = [...new Set(lost.map(({ by }) => by))].join(", ");
  const text = `${lost.length} acknowledged writes are gone and no plan said so: the first is ${first.id}; acknowledged by ${who}`;
  return [{ checker, atMs: first.ackedMs, text }];
}

function overViolation(statement: Statement, lost: readonly Lost[], writeBytes: number): Violation[] {
  if (statement.boundless && statement.bytes === null) return [];
  const early = lost.filter(({ ackedMs }) => ackedMs <= statement.seenMs);
  const bytes = early.length * writeBytes;
  const stated = statement.bytes ?? 0;
  if (bytes <= stated) return [];
  const text = `${early.length} writes (${bytes} bytes) that had been seen are gone; stated were ${stated} bytes: ${statement.text}`;
  return [{ checker, atMs: statement.atMs, text }];
}

function statementsOf(history: History): Statement[] {
  const runs = entriesOf(history, "run").map(({ run }) => run);
  const interval = entriesOf(history, "world")[0]?.pollIntervalMs ?? 0;
  const stated = entriesOf(history, "plan").flatMap(({ plan }): Statement[] => {
    const run = runs.find((one) => one.plan === plan.id);
    if (run === undefined || plan.dataLoss.verdict === "none") return [];
    const startedMs = Date.parse(run.startedAt);
    const { bytes, text } = plan.dataLoss;
    if (plan.method !== "forced") {
      const endedMs = run.endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(run.endedAt);
      const own = { id: plan.instance, untilMs: endedMs };
      // Its history has what others took before they handed over to it: counted with its own, and so bounded by that count.
      const of = bytes === null ? [own] : takersBefore(history, own);
      // What it takes until it is told is its own too; the plan can count only what had been read.
      const seenMs = startedMs - interval - ANSWER_MS;
      return [{ of, atMs: endedMs, untilMs: endedMs, seenMs, bytes, boundless: true, text }];
    }
    const diedMs = deathBefore(history, primaryOf(plan), startedMs);
    if (diedMs === null) return [];
    const untilMs = diedMs + READ_LATE_MS;
    const seenMs = diedMs - interval - ANSWER_MS;
    return [{ of: null, atMs: startedMs, untilMs, seenMs, bytes, boundless: false, text }];
  });
  const byHand = entriesOf(history, "by-hand").map(({ atMs, instance }): Statement => {
    const text = "the harness's own command";
    return {
      of: [{ id: instance, untilMs: atMs }],
      atMs,
      untilMs: atMs,
      seenMs: atMs,
      bytes: null,
      boundless: true,
      text,
    };
  });
  return [...stated, ...byHand].sort((a, b) => a.atMs - b.atMs);
}

/** An instance, and those that handed the role over to it, each until it did. */
function takersBefore(history: History, last: Taker): Taker[] {
  const runs = entriesOf(history, "run").map(({ run }) => run);
  const handovers = entriesOf(history, "plan").flatMap(({ plan }) => {
    const run = runs.find((one) => one.plan === plan.id);
    const from = primaryOf(plan);
    if (plan.action !== "promote" || plan.method === "forced" || from === null || run?.endedAt == null)
      return [];
    return run.state === "succeeded" || run.state === "partial"
      ? [{ from, to: plan.instance, atMs: Date.parse(run.endedAt) }]
      : [];
  });
  const takers = [last];
  for (let at: Taker | null = last; at !== null; ) {
    const { id, untilMs }: Taker = at;
    const before = handovers
      .filter((one) => one.to === id && one.atMs <= untilMs)
      .reduce<(typeof handovers)[number] | null>((a, b) => (a === null || b.atMs > a.atMs ? b : a), null);
    // Strictly earlier each time, so that it ends.
    at = before === null ? null : { id: before.from, untilMs: before.atMs - 1 };
    if (at !== null) takers.push(at);
  }
  return takers;
}

/** The primary that the plan's instance was below when the plan was made. */
function primaryOf(plan: PlanSeen): Id | null {
  const upstream = new Map(plan.before.map((row) => [row.instance, row.upstream]));
  let at = plan.instance;
  for (let steps = 0; steps < plan.before.length; steps += 1) {
    const above = upstream.get(at) ?? null;
    if (above === null) return at;
    at = above;
  }
  return null;
}

function deathBefore(history: History, instance: Id | null, beforeMs: number): number | null {
  const deaths = entriesOf(history, "death").filter(
    (death) =>
      death.instance === instance &&
      death.atMs <= beforeMs &&
      (death.untilMs ?? Number.POSITIVE_INFINITY) >= beforeMs,
  );
  return deaths.at(-1)?.atMs ?? null;
}
