import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildWith } from "./bad-build";
import { badBuilds } from "./bad-builds";
import { violationsIn } from "./checkers";
import type { Violation } from "./history";
import { Recorder } from "./recorder";
import { torture } from "./run";

const good = join(import.meta.dirname, "../../dist/cli.js");

/** What the checkers say of a build to which that happens which provokes the defect. */
async function violations(cli: string, { provoke, name }: (typeof badBuilds)[number]): Promise<Violation[]> {
  const recorder = new Recorder();
  await torture({ seed: 1, cli, dashboards: 2, play: provoke, log: () => {} }, recorder);
  const found = violationsIn(recorder.history);
  if (process.env.TORTURE_HISTORY !== undefined)
    recorder.writeTo(mkdtempSync(join(process.env.TORTURE_HISTORY, `${name}-`)));
  return found;
}

test.each(badBuilds)("$name: $what is caught by $caughtBy", async (bad) => {
  const cli = await buildWith(bad.name, bad.changes);
  const found = await violations(cli, bad);
  expect(
    found.map(({ checker }) => checker),
    JSON.stringify(found),
  ).toContain(bad.caughtBy);
});

test.each(badBuilds)("$name: the true build is blameless under what provokes it", async (bad) => {
  expect(await violations(good, bad)).toEqual([]);
});
