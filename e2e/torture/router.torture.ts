import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkers } from "./router/checkers";
import { decoys, flavours, truth } from "./router/flavour";
import { entriesOf, type History, ofFlavour } from "./router/history";
import { playScenes } from "./router/play";

/** One order of the scenes, so that a change that fails a test is what made the difference; TORTURE_SEED draws another. */
const seed = Number(process.env.TORTURE_SEED ?? 7);

let history: History = [];

/** The true router and every decoy live through the same scenes at the same time. */
beforeAll(async () => {
  history = await playScenes(seed, flavours);
  const blamed = checkers.some(({ check }) => check(ofFlavour(history, truth.name)).length > 0);
  if (blamed || process.env.TORTURE_HISTORY !== undefined) keep();
});

test.each(checkers)("$name: $promise", ({ check }) => {
  expect(check(ofFlavour(history, truth.name)).map(({ text }) => text)).toEqual([]);
});

test.each(decoys)("$name: $what is caught by $caughtBy", ({ name, caughtBy }) => {
  const own = ofFlavour(history, name);
  const blaming = checkers.filter(({ check }) => check(own).length > 0).map((one) => one.name);
  expect(blaming).toContain(caughtBy);
});

test("each way of reading was answered many times, by primaries and by replicas", () => {
  const reads = entriesOf(ofFlavour(history, truth.name), "read");
  for (const mode of truth.modes) {
    const answered = reads.filter((read) => read.mode === mode && read.outcome.is === "answered");
    expect(answered.length, mode).toBeGreaterThan(200);
  }
  const roles = new Set(reads.flatMap(({ outcome }) => (outcome.is === "answered" ? [outcome.role] : [])));
  expect([...roles].sort()).toEqual(["primary", "replica"]);
});

function keep(): void {
  const dir = mkdtempSync(join(process.env.TORTURE_HISTORY ?? tmpdir(), `tidemark-routers-seed-${seed}-`));
  writeFileSync(join(dir, "history.jsonl"), history.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  process.stdout.write(
    `The history is in ${dir}. To replay it: TORTURE_SEED=${seed} npx vitest run --project torture e2e/torture/router\n`,
  );
}
