import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { expectNothingLeft, interrupt, npmRun, processesIn, readyAt } from "./terminal";

test("Ctrl-C leaves no process and no file behind", async ({ browserName: _ }, info) => {
  const folder = info.outputPath("tmp");
  const child = npmRun({ script: "demo", folder });
  await readyAt(child);
  expect(processesIn(folder).length).toBeGreaterThanOrEqual(4);
  await interrupt(child);
  await expectNothingLeft(folder);
});

test("Ctrl-C during the start leaves no process and no file behind, whenever it comes", async ({
  browserName: _,
}, info) => {
  // From before the first server to just after the ready line; the moments are the input, not a wait for something.
  for (const afterMs of [200, 500, 800, 1100, 1400, 1700, 2000]) {
    const folder = info.outputPath(`tmp-${afterMs}`);
    const child = npmRun({ script: "demo", folder });
    await pause(afterMs);
    await interrupt(child);
    await expectNothingLeft(folder, `after ${afterMs} ms`);
  }
});

// Seen where sh stays between npm and us, as Debian's does: sh died of the signal, and the demo went on without them.
for (const signal of ["SIGINT", "SIGTERM"] as const)
  test(`${signal} to npm alone leaves no process and no file behind`, async ({ browserName: _ }, info) => {
    const folder = info.outputPath("tmp");
    const child = npmRun({ script: "demo", folder });
    await readyAt(child);
    await interrupt(child, signal, "npm");
    await expectNothingLeft(folder);
  });

test("a terminated demo cleans up as well, and a second one takes another port than the first", async ({
  browserName: _,
}, info) => {
  const demos = ["a", "b"].map((name) => {
    const folder = info.outputPath(name);
    return { folder, child: npmRun({ script: "demo", folder, port: 17_700 }) };
  });
  const ports = await Promise.all(demos.map(({ child }) => readyAt(child)));
  expect(new Set(ports).size).toBe(2);
  for (const { child, folder } of demos) {
    await interrupt(child, "SIGTERM");
    await expectNothingLeft(folder);
  }
});
