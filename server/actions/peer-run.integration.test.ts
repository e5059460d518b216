import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";

let group: TestGroup | null = null;
let benches: Bench[] = [];
const dataDir = mkdtempSync(join(tmpdir(), "tidemark-peer-run-"));
afterEach(async () => {
  for (const bench of benches) await bench.close();
  benches = [];
  await group?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a plan made right after another process' run has ended is not told that the run goes on", async () => {
  const [server] = await serverMatrix();
  if (server === undefined) throw new Error("no server");
  group = await startGroup({ binary: server, replicas: 2 });
  const [one, two] = [
    await openBench({ servers: group.all, dataDir }),
    await openBench({ servers: group.all, dataDir }),
  ];
  benches = [one, two];
  await two.actions.recover();
  const [target] = group.replicas;
  if (target === undefined) throw new Error("no replica");

  const run = await one.start(await one.plan({ action: "promote", instance: idAt(target) }));
  await waitFor("the other process shows the run", () => two.fleet.group("orders")?.run === run.id);
  const during = await two.plan({ action: "backup" });
  expect(during.checks).toContainEqual(expect.objectContaining({ code: "no-run", status: "fail" }));

  expect((await one.ended(run)).state).toBe("succeeded");
  const after = await two.plan({ action: "backup" });
  expect(after.checks.filter(({ code }) => code === "no-run")).toMatchObject([{ status: "pass" }]);
});
