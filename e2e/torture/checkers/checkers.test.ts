import { expect, test } from "vitest";
import type { Entry, Violation } from "../history";
import {
  a,
  at,
  b,
  c,
  canaries,
  decoy,
  decoyNote,
  healthy,
  journalled,
  lostWrites,
  promotion,
  roles,
  samples,
  sent,
  sweep,
  world,
} from "./history.fixture";
import { checkers, violationsIn } from "./index";

const names = (violations: readonly Violation[]): string[] => [
  ...new Set(violations.map((one) => one.checker)),
];
const without = (...kinds: Entry["kind"][]): Entry[] => healthy.filter(({ kind }) => !kinds.includes(kind));

const forced = (dataLoss: { verdict: "possible" | "certain"; bytes: number | null }): Entry[] =>
  promotion(
    { startedMs: 10_000, endedMs: 12_000 },
    { method: "forced", dataLoss: { ...dataLoss, text: "…" } },
  );
const death: Entry = { kind: "death", atMs: at(8_000), instance: a, untilMs: at(15_000) };

const busy = (ms: number): Entry => ({
  kind: "asked",
  atMs: at(ms),
  what: "run promote",
  dashboard: 1,
  status: 422,
  said: "checks-failed: A run of orders is in progress. Wait for its end.",
});

/** What each checker is there for: a history that must fail it, and that history alone. */
const bad: readonly (readonly [checker: string, what: string, history: readonly Entry[]])[] = [
  ["losses", "a planned switchover that lost a write", [...healthy, sweep(21_500, lostWrites(a, 9_900, 1))]],
  [
    "losses",
    "a forced promotion that lost more bytes than were stated",
    [
      ...without("plan", "run"),
      ...forced({ verdict: "certain", bytes: 100 }),
      death,
      sweep(21_500, lostWrites(a, 6_000, 3)),
    ],
  ],
  [
    "losses",
    "a forced promotion that lost a write taken after the death of the old primary",
    [
      ...without("plan", "run"),
      ...forced({ verdict: "possible", bytes: null }),
      death,
      sweep(21_500, lostWrites(b, 9_000, 1)),
    ],
  ],
  ["one-writable", "an old primary that is left writable", [...healthy, ...canaries(a, 15_010, 16_000)]],
  [
    "one-writable",
    "a rival of the nemesis that outlives the mending",
    [
      ...healthy,
      ...canaries(a, 15_010, 18_000),
      { kind: "split", atMs: at(15_000), untilMs: at(16_000), instance: a },
    ],
  ],
  ["writable", "a group whose failover hangs", [...healthy, ...canaries(b, 27_000, 28_000)]],
  [
    "endings",
    "a run without an ending",
    [...without("run"), ...promotion({ startedMs: 10_000, endedMs: null }, {}, { state: "running" })],
  ],
  [
    "endings",
    "a run that ended long after the last fault",
    [...without("plan", "run"), ...promotion({ startedMs: 10_000, endedMs: 51_000 })],
  ],
  [
    "endings",
    "a run that could not finish and tells nobody what to do",
    [
      ...without("plan", "run"),
      ...promotion({ startedMs: 10_000, endedMs: 12_000 }, {}, { state: "partial", advice: null }),
    ],
  ],
  [
    "endings",
    "a run whose ending was written over",
    [
      ...healthy,
      { kind: "ended", atMs: at(11_500), run: "run-10000", endedMs: at(11_400), state: "unchanged" },
    ],
  ],
  ["refusals", "a group that stays busy with a run that has ended", [...healthy, busy(15_000)]],
  ["one-to-one", "a command that was sent again when no reply came", [...healthy, sent(10_800)]],
  ["one-to-one", "a command that nobody journalled", without("journalled")],
  ["one-to-one", "a command journalled only once it had been sent", [...without("sent"), sent(9_000)]],
  ["one-to-one", "a reply to a command that was never sent", without("sent")],
  [
    "one-to-one",
    "a process that woke and went on with a run that another had taken up",
    [
      ...healthy,
      { kind: "taken-up", atMs: at(11_000), run: "run-10000" },
      journalled(11_100, ["CONFIG", "REWRITE"], b),
      sent(11_200, { user: "operator-1", words: ["CONFIG", "REWRITE"], instance: b }),
      journalled(11_300, ["CONFIG", "REWRITE"], c),
      sent(11_400, { user: "operator-0", words: ["CONFIG", "REWRITE"], instance: c }),
    ],
  ],
  [
    "one-to-one",
    "a process that woke while its peer had the run",
    [
      ...healthy,
      { kind: "fault", atMs: at(10_700), untilMs: at(11_200), fault: "stop-dashboard", on: "dashboard 0" },
      { kind: "taken-up", atMs: at(11_000), run: "run-10000" },
      journalled(11_300, ["CONFIG", "REWRITE"], c),
      sent(11_400, { user: "operator-0", words: ["CONFIG", "REWRITE"], instance: c }),
    ],
  ],
  [
    "one-to-one",
    "a command sent after the run had ended",
    [...healthy, journalled(11_900, ["CONFIG", "REWRITE"]), sent(12_500, { words: ["CONFIG", "REWRITE"] })],
  ],
  [
    "roles",
    "a dashboard that still shows the old primary",
    [...without("roles"), ...samples(11_500, 20_000, roles(b, a, c), [roles(b, a, c), roles(a, b, c)])],
  ],
  [
    "decoys",
    "another group whose data changed",
    [...without("decoy"), decoyNote(1), decoyNote(2, { digest: "e" })],
  ],
  [
    "decoys",
    "a command for another group",
    [...healthy, journalled(10_000, ["BGSAVE"], decoy), sent(10_100, { instance: decoy, words: ["BGSAVE"] })],
  ],
  [
    "secrets",
    "a password in a log",
    [
      ...healthy,
      {
        kind: "leak",
        atMs: at(9_000),
        secret: "the poller's password",
        where: "dashboard-0.log",
        form: "JSON",
      },
    ],
  ],
  [
    "processes",
    "a dashboard that leaks",
    [
      ...healthy,
      ...Array.from({ length: 60 }, (_, n): Entry => {
        const atMs = at(n * 60_000);
        return { kind: "process", atMs, dashboard: 1, pid: 8, residentMiB: 150 + n, files: 50 };
      }),
    ],
  ],
];

test("nothing is wrong with a switchover that went well", () => {
  expect(violationsIn(healthy)).toEqual([]);
});

test.each(bad)("%s fails on %s", (checker, _, history) => {
  expect(names(violationsIn(history))).toEqual([checker]);
});

test("every checker has a history that must fail it", () => {
  expect(new Set(bad.map(([checker]) => checker))).toEqual(new Set(checkers.map(({ name }) => name)));
});

test("what was stated may be lost: by a death as by an attachment", () => {
  const late = lostWrites(a, 7_500, 100);
  const history = [...without("plan", "run"), ...forced({ verdict: "certain", bytes: 150 }), death];
  expect(violationsIn([...history, sweep(21_500, [...late, ...lostWrites(a, 6_000, 3)])])).toEqual([]);

  const attach = promotion(
    { startedMs: 16_000, endedMs: 17_000 },
    { action: "attach", instance: a, method: null, dataLoss: { verdict: "certain", bytes: null, text: "" } },
    { action: "attach", instance: a },
  );
  expect(violationsIn([...history, ...attach, sweep(21_500, lostWrites(a, 15_500, 100))])).toEqual([]);
  const counted = attach.map((entry) =>
    entry.kind === "plan"
      ? { ...entry, plan: { ...entry.plan, dataLoss: { ...entry.plan.dataLoss, bytes: 100 } } }
      : entry,
  );
  const own = sweep(21_500, [...lostWrites(a, 15_000, 3)]);
  expect(names(violationsIn([...history, ...counted, own]))).toEqual(["losses"]);
});

test("what an attached instance alone has may have been taken by whoever handed over to it, as far as was counted", () => {
  const over = promotion({ startedMs: 10_000, endedMs: 11_000 });
  const stated = (bytes: number): Entry[] =>
    promotion(
      { startedMs: 16_000, endedMs: 17_000 },
      { action: "attach", instance: b, method: null, dataLoss: { verdict: "certain", bytes, text: "" } },
      { action: "attach", instance: b },
    );
  const history = [...without("plan", "run"), ...over];
  const lost = lostWrites(a, 9_000, 3);
  expect(violationsIn([...history, ...stated(150), sweep(21_500, lost)])).toEqual([]);
  expect(names(violationsIn([...history, ...stated(100), sweep(21_500, lost)]))).toEqual(["losses"]);
  expect(
    names(violationsIn([...history, ...stated(150), sweep(21_500, lostWrites("127.0.0.1:3", 9_000, 1))])),
  ).toEqual(["losses"]);
});

test("the second of two at once is refused, and that is right", () => {
  expect(violationsIn([...healthy, busy(11_000)])).toEqual([]);
});

test("a rival that the nemesis made is excused until it is mended", () => {
  const split: Entry = { kind: "split", atMs: at(15_000), untilMs: at(16_100), instance: a };
  expect(violationsIn([...healthy, ...canaries(a, 15_010, 16_000), split])).toEqual([]);
});

test("nobody is writable as long as the primary is dead, or whoever began the failover stands still", () => {
  const gap = [...healthy, ...canaries(b, 35_000, 36_000)];
  const deadPrimary: Entry = { kind: "death", atMs: at(20_000), instance: b, untilMs: at(32_000) };
  const sleeper: Entry = {
    kind: "fault",
    atMs: at(19_000),
    untilMs: at(20_000),
    fault: "stop-dashboard",
    on: "dashboard 0",
  };
  expect([deadPrimary, sleeper].map((entry) => violationsIn([...gap, entry]))).toEqual([[], []]);
});

test("roles may be shown late during a fault, and no sooner than three polls after it", () => {
  const wrong = samples(11_500, 15_000, roles(b, a, c), [roles(a, b, c)]);
  const fault: Entry = { kind: "fault", atMs: at(11_000), untilMs: at(14_000), fault: "stop-node", on: b };
  expect(violationsIn([world, ...wrong, fault, ...decoyed])).toEqual([]);
});

const decoyed = [decoyNote(1), decoyNote(2)];
