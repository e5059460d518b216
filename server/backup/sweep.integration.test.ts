import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import { type Actor, startActor } from "@/server/actions/bench/actor-process.fixture";
import { type Bench, idAt, openBench } from "@/server/actions/bench/bench.fixture";
import { shortLease, twoProcesses } from "@/server/actions/bench/two-processes.fixture";
import { createStore } from "@/server/store";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { sweepDrafts } from "./sweep";

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;
const log = pino({ level: "silent" });

const closing = twoProcesses();

/** A good backup lies there, and another process is in the middle of the next one. */
async function start(): Promise<{ peer: Bench; actor: Actor; dir: string; former: string }> {
  const source = await startTestServer(binary, { rdbcompression: "no" });
  closing.push(() => stopServers([source]));
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-sweep-"));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const servers = [{ host: source.host, port: source.port }];
  const peer = await openBench({ servers, dataDir, lease: shortLease });
  closing.push(() => peer.close());
  const { run } = await peer.run({ action: "backup", method: "wire" });
  await ask(source, [
    ["DEBUG", "POPULATE", "800", "key", "20000"],
    ["CONFIG", "SET", "rdb-key-save-delay", "3000"],
  ]);
  const request = { action: "backup", instance: idAt(source), method: "wire" } as const;
  const actor = startActor({ bench: { servers, dataDir, lease: shortLease }, request });
  closing.push(async () => {
    actor.child.kill("SIGKILL");
    await actor.ended;
  });
  const dir = join(dataDir, "backups");
  await waitFor("it writes", () => readdirSync(dir).some((name) => name.endsWith(".part")));
  return { peer, actor, dir, former: `${run.backup}.rdb` };
}

test("what another process is writing stays, and becomes the good backup it was to be", async () => {
  const { peer, actor, dir } = await start();
  expect(await sweepDrafts(peer.dataDir, peer.store, log)).toBe(0);
  await actor.ended;
  const states = (await peer.store.backups.list({})).map(({ state }): Backup["state"] => state);
  expect(states).toEqual(["verified", "verified"]);
  expect(readdirSync(dir).filter((name) => name.endsWith(".rdb"))).toHaveLength(2);
});

test("what a killed process left, and a store that was set aside no longer knows, is removed; the good one is not", async () => {
  const { peer, actor, dir, former } = await start();
  const bytes = readFileSync(join(dir, former));
  actor.child.kill("SIGKILL");
  await actor.ended;
  // While the run's lease lasts, and until somebody takes it up, it is the run's.
  expect(await sweepDrafts(peer.dataDir, peer.store, log)).toBe(0);
  const emptyDir = mkdtempSync(join(tmpdir(), "tidemark-sweep-store-"));
  closing.push(() => rmSync(emptyDir, { recursive: true, force: true }));
  const empty = await createStore(emptyDir, {
    tiers: [{ stepMs: 1000, keepMs: 3_600_000 }],
    pollIntervalMs: 200,
  });
  closing.push(() => empty.close());
  expect(await sweepDrafts(peer.dataDir, empty, log)).toBe(1);
  expect(readdirSync(dir)).toEqual([former]);
  expect(readFileSync(join(dir, former)).equals(bytes)).toBe(true);
});

test("nothing but drafts by name and kind is touched, and a folder that is not there is no fault", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-sweep-names-"));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const nobody = { backups: { get: async () => null }, runs: { get: async () => null } };
  expect(await sweepDrafts(dataDir, nobody, log)).toBe(0);
  const dir = join(dataDir, "backups");
  mkdirSync(dir);
  const id = "00000000-0000-4000-8000-000000000000";
  writeFileSync(join(dataDir, "precious"), "precious");
  symlinkSync(join(dataDir, "precious"), join(dir, `${id}.rdb.part`));
  mkdirSync(join(dir, `${id.replaceAll("0", "1")}.rdb.part`));
  const others = [`${id}.rdb`, "notes.rdb.part", `${id}.part`, `x${id}.rdb.part`];
  for (const name of others) writeFileSync(join(dir, name), "other");
  expect(await sweepDrafts(dataDir, nobody, log)).toBe(0);
  expect(readdirSync(dir)).toHaveLength(others.length + 2);
  expect(readFileSync(join(dataDir, "precious"), "utf8")).toBe("precious");
});
