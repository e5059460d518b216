import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findServer } from "@/server/local";
import { waitFor } from "@/server/testing/wait-for";
import { fairWeather } from "./link";
import { startThrowaway, type ThrowawayGroup } from "./throwaway";

let dir = "";
let group: ThrowawayGroup | null = null;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "tidemark-lab-test-"));
});
afterEach(async () => {
  await group?.close();
  group = null;
  await rm(dir, { recursive: true });
});

async function start(options: Parameters<typeof startThrowaway>[2]): Promise<ThrowawayGroup> {
  const binary = await findServer({ install: false });
  if ("missing" in binary) throw new Error(binary.missing);
  group = await startThrowaway(binary.path, dir, options, new AbortController().signal);
  return group;
}

test("a chain is a chain, and a write goes through it", async () => {
  const { primary, replicas } = await start({ shape: "chain", replicas: 2 });
  await primary.send(["SET", "tidemark:lab:a", "1"]);
  expect(await primary.send(["WAIT", "1", "5000"])).toBe(1);
  const last = replicas.at(-1);
  await waitFor("the value at the end", async () => (await last?.send(["GET", "tidemark:lab:a"])) === "1");
  expect(String(await primary.send(["INFO", "replication"]))).toContain("connected_slaves:1");
});

test("what passes a link is delayed, held, cut and counted, and comes whole", async () => {
  const { primary, replicas } = await start({ shape: "fan-out", replicas: 2 });
  const [first, second] = replicas;
  const link = first?.link;
  if (first === undefined || second === undefined || link == null) throw new Error("no link");
  link.change({ ...fairWeather, paused: true });
  const before = link.toReplicaBytes;
  await primary.send(["SET", "a", "x".repeat(100_000)]);
  await waitFor("the other replica", async () => (await second.send(["STRLEN", "a"])) === 100_000);
  expect(await first.send(["STRLEN", "a"])).toBe(0);
  link.change(fairWeather);
  await waitFor("what was held", async () => (await first.send(["STRLEN", "a"])) === 100_000);
  expect(link.toReplicaBytes - before).toBeGreaterThan(100_000);

  link.change({ ...fairWeather, cut: true });
  await waitFor("the cut", async () =>
    String(await first.send(["INFO", "replication"])).includes("master_link_status:down"),
  );
  link.change(fairWeather);
  await waitFor("the link", async () =>
    String(await first.send(["INFO", "replication"])).includes("master_link_status:up"),
  );
  expect(String(await primary.send(["INFO", "stats"]))).toContain("sync_partial_ok:1");
});

test("nobody speaks to them without the password", async () => {
  const { primary, password } = await start({ shape: "alone", replicas: 0 });
  expect(password).toHaveLength(32);
  expect(String(await primary.send(["CONFIG", "GET", "requirepass"]))).toContain(password);
});
