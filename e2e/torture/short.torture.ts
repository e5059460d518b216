import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkers } from "./checkers";
import type { Violation } from "./history";
import { playLines } from "./play";
import { Recorder } from "./recorder";
import { type Report, reportOf, reportText } from "./report";
import { checkers as routerCheckers } from "./router/checkers";
import { RouterGuests } from "./router/guests";
import { torture } from "./run";
import { schedule } from "./schedule";

const SWITCHOVERS = 30;
/** Enough faults meet 40 lines; a schedule whose faults cost it many switchovers goes on until there are enough. */
const LINES = 44;
const LONGEST_MS = 200_000;

const recorder = new Recorder();
const violations = new Map<string, Violation[]>();
const routerViolations = new Map<string, Violation[]>();
const outcome: { report: Report | null; guests: RouterGuests | null } = { report: null, guests: null };

/**
 * The tests take one schedule, so that a change that fails them is what made the difference; other seeds are for longer runs,
 * and for TORTURE_SEED.
 */
const SEED = 235_017;

/** One run for all checkers. */
beforeAll(async () => {
  const seed = Number(process.env.TORTURE_SEED ?? SEED);
  const played = await torture(
    {
      seed,
      cli: join(import.meta.dirname, "../../dist/cli.js"),
      dashboards: 2,
      invite: async (world) => {
        outcome.guests = await RouterGuests.join(world, seed);
        return outcome.guests;
      },
      play: playLines(
        schedule(seed),
        ({ lines, switchovers, elapsedMs }) =>
          elapsedMs < LONGEST_MS && (lines < LINES || switchovers < SWITCHOVERS),
      ),
      log: () => {},
    },
    recorder,
  ).catch((error: unknown) => {
    keep(seed);
    throw error;
  });
  for (const { name, check } of checkers) violations.set(name, check(recorder.history));
  outcome.report = reportOf(seed, recorder.history, played, [...violations.values()].flat());
  process.stdout.write(`${reportText(outcome.report)}\n`);
  const routed = outcome.guests?.history ?? [];
  for (const { name, check } of routerCheckers) routerViolations.set(name, check(routed));
  const blamed = outcome.report.violations.length > 0 || [...routerViolations.values()].flat().length > 0;
  if (blamed || process.env.TORTURE_HISTORY !== undefined) keep(seed);
});

test.each(checkers)("$name: $promise", ({ name }) => {
  expect(violations.get(name)?.map(({ text }) => text)).toEqual([]);
});

test.each(routerCheckers)("routers among them, $name: $promise", ({ name }) => {
  expect(routerViolations.get(name)?.map(({ text }) => text)).toEqual([]);
});

test("at least 30 switchovers took place under load, with faults among them", () => {
  const { switchovers, faults, writes } = outcome.report ?? expect.fail("the run did not end");
  expect(switchovers.planned + switchovers.forced).toBeGreaterThanOrEqual(SWITCHOVERS);
  expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10);
  expect(writes.acknowledged).toBeGreaterThan(50_000);
});

function keep(seed: number): void {
  const dir = mkdtempSync(join(process.env.TORTURE_HISTORY ?? tmpdir(), `tidemark-torture-seed-${seed}-`));
  recorder.writeTo(dir);
  outcome.guests?.writeTo(dir);
  process.stdout.write(
    `The history is in ${dir}. To replay it: TORTURE_SEED=${seed} npx vitest run --project torture e2e/torture/short\n`,
  );
}
