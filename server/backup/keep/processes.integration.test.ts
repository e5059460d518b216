import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { noSchedules, openKeepBench, TestClock } from "./keep.fixture";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const actor = join(root, "node_modules", ".cache", `tidemark-slot-actor-${process.pid}.mjs`);
const hourMs = 3_600_000;
const slotMs = Math.floor(Date.now() / hourMs) * hourMs;

const closing: (() => unknown)[] = [];
beforeAll(() =>
  build({
    entryPoints: [join(root, "server/backup/keep/slot-actor.fixture.ts")],
    outfile: actor,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfig: join(root, "tsconfig.json"),
  }),
);
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rmSync(actor, { force: true }));

function freshFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-slots-"));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

interface Actor {
  readonly child: ChildProcess;
  says(word: string | RegExp): Promise<unknown>;
  go(): void;
  text(): string;
}

function start(dataDir: string): Actor {
  const child = spawn(process.execPath, [actor, JSON.stringify({ dataDir, slotMs })], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  closing.push(() => child.kill("SIGKILL"));
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  return {
    child,
    text: () => text,
    says: (word) => waitFor(`it says ${word}`, () => text.match(word) !== null, 50_000),
    go: () => void child.stdin.write("go\n"),
  };
}

test("Of two processes that take one slot at the same moment one has it", async () => {
  const dataDir = freshFolder();
  const actors = Array.from({ length: 2 }, () => start(dataDir));
  await Promise.all(actors.map((one) => one.says("ready")));
  for (const one of actors) one.go();
  await Promise.all(actors.map((one) => one.says(/won|lost/)));
  expect(actors.map((one) => one.text().split("\n")[1]).sort()).toEqual(["lost", "won"]);
});

test("A slot whose process was killed before it began is taken up by the next one, and run once", async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const group = await startGroup({ binary, replicas: 1 });
  closing.push(() => group.stop());
  const dataDir = freshFolder();
  const killed = start(dataDir);
  await killed.says("ready");
  killed.go();
  await killed.says("won");
  const clock = new TestClock(slotMs + 60_000);
  const settings = { ...noSchedules, schedule: "0 * * * *" };
  const bench = await openKeepBench({ servers: group.all, dataDir }, { settings, clock });
  closing.push(() => bench.close());
  const last = async () => (await bench.keep.schedules()).schedules[0]?.last ?? null;
  // It lives, so the slot is its own.
  await clock.passAndLook(60_000);
  expect(await last()).toMatchObject({ outcome: "running", run: null });
  killed.child.kill("SIGKILL");
  await new Promise((resolve) => killed.child.once("close", resolve));
  await clock.passAndLook(60_000);
  const slot = await waitFor("it was taken up", async () => {
    const now = await last();
    return now === null || now.outcome === "running" ? null : now;
  });
  expect(slot).toMatchObject({
    slot: new Date(slotMs).toISOString(),
    outcome: "succeeded",
    text: expect.stringMatching(/^Taken up again: Backup verified/),
  });
  expect(await bench.store.runs.list({ limit: 10 })).toHaveLength(1);
});
