// All there is to check, in the order in which a failure is cheapest; the last line counts it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "./chromium.mjs";
import { ensureBuilt, ensureInstalled, main, pinned, run } from "./common.mjs";
import { ofPlaywright, ofVitest } from "./test-report.mjs";

const reports = mkdtempSync(join(tmpdir(), "tidemark-test-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

let passed = 0;
let failed = 0;
/** Named again at the very end, where whoever has only the last lines sees which they were. */
const names = [];

/** Runs one stage that has a verdict but no tests of its own. */
async function check(title, action) {
  process.stdout.write(`\n== ${title}\n`);
  let fine = false;
  try {
    fine = (await action()) !== false;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  }
  if (fine) passed += 1;
  else {
    failed += 1;
    names.push(title);
  }
  return fine;
}

const program = async (...args) => {
  const [node, argv] = pinned(...args);
  return (await run(node, argv)) === 0;
};

/** Runs a test runner and adds up its JSON report; a runner that wrote none has failed as a whole. */
async function suite(title, read, args, env) {
  process.stdout.write(`\n== ${title}\n`);
  const report = join(reports, `${title.replaceAll(" ", "-")}.json`);
  const [node, argv] = pinned(...args(report));
  const code = await run(node, argv, { env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } });
  const counted = existsSync(report)
    ? read(JSON.parse(readFileSync(report, "utf8")))
    : { passed: 0, failed: ["its report is missing"] };
  if (counted.failed.length === 0 && code !== 0) counted.failed.push(`it ended with ${code}`);
  passed += counted.passed;
  failed += counted.failed.length;
  names.push(...counted.failed.map((name) => `${title}: ${name}`));
}

const vitest =
  (...projects) =>
  (report) => [
    "vitest",
    "run",
    ...projects.flatMap((project) => ["--project", project]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];

main(async () => {
  await ensureInstalled();
  const chromium = await findChromium();
  await program("tsx", "server/testing/fetch-versions.ts");
  const built = await check("build", ensureBuilt);
  await check("types", () => program("tsc", "--noEmit"));
  await check("lint", () => program("biome", "check", "."));
  await suite("unit tests", ofVitest, vitest("unit"));
  await suite("integration tests", ofVitest, vitest("integration", "measured"));
  if (built)
    await suite("end-to-end tests", ofPlaywright, () => ["playwright", "test", "--reporter=list,json"], {
      TIDEMARK_CHROMIUM: chromium,
    });
  if (built) await suite("torture", ofVitest, vitest("torture"));
  for (const name of names) process.stdout.write(`\nfailed: ${name}`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
});
