import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { violationsIn } from "./checkers";
import { playLines } from "./play";
import { Recorder } from "./recorder";
import { reportOf, reportText } from "./report";
import { violationsIn as routerViolationsIn } from "./router/checkers";
import { RouterGuests } from "./router/guests";
import { torture } from "./run";
import { schedule } from "./schedule";

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    seed: { type: "string" },
    /** A file for the report. */
    json: { type: "string" },
    /** A folder for the whole history, also of a run in which nothing was violated. */
    history: { type: "string" },
  },
});
const number = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  process.stderr.write(`--${name} is ${JSON.stringify(text)}: a number above 0 is needed.\n`);
  process.exit(2);
};
const minutes = number("minutes", values.minutes, 3);
const seed = Math.floor(number("seed", values.seed, 1 + Math.floor(Math.random() * 1_000_000)));

// Ctrl-C ends the schedule, not the judgement: what was seen until then is told, and everything is cleared away.
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    stopped = true;
  });

const recorder = new Recorder();
const invited: { guests: RouterGuests | null } = { guests: null };
const log = (line: string): void => void process.stderr.write(`${line}\n`);
log(`seed ${seed}, ${minutes} minutes`);
try {
  const outcome = await torture(
    {
      seed,
      cli: join(import.meta.dirname, "../../dist/cli.js"),
      dashboards: 2,
      deaf: true,
      invite: async (world) => {
        invited.guests = await RouterGuests.join(world, seed);
        return invited.guests;
      },
      play: playLines(schedule(seed), ({ elapsedMs }) => !stopped && elapsedMs < minutes * 60_000),
      log,
    },
    recorder,
  );
  const report = reportOf(seed, recorder.history, outcome, [
    ...violationsIn(recorder.history),
    ...routerViolationsIn(invited.guests?.history ?? []),
  ]);
  process.stdout.write(`${reportText(report)}\n`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  if (report.violations.length > 0) keep();
  else if (values.history !== undefined) writeTo(values.history);
} catch (error) {
  keep();
  throw error;
}

/** The whole history goes where it can be looked at. */
function keep(): void {
  const dir = values.history ?? mkdtempSync(join(tmpdir(), `tidemark-torture-seed-${seed}-`));
  writeTo(dir);
  log(`The history is in ${dir}. To replay it: npm run torture -- --seed ${seed} --minutes ${minutes}`);
  process.exitCode = 1;
}

function writeTo(dir: string): void {
  recorder.writeTo(dir);
  invited.guests?.writeTo(dir);
}
