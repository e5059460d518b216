import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SyncResult } from "@/lib/contract";
import type { LocalBinary } from "@/server/testing/versions";
import { startThrowaway } from "../throwaway";
import { serverNamed } from "./bench.fixture";
import { type Stage, timeFull, timeOutage, weatherOf } from "./resyncs";
import { Values } from "./values";
import { fill, openWriter } from "./writer";

const MISSED_BYTES = 400_000;

/** An outage during which exactly so much is written, with a backlog of that size. */
async function outageWith(
  binary: LocalBinary,
  backlogBytes: number,
): Promise<SyncResult["rows"][number]["outage"]> {
  const { signal } = new AbortController();
  const dir = await mkdtemp(join(tmpdir(), "tidemark-backlog-test-"));
  const group = await startThrowaway(
    binary.path,
    dir,
    { shape: "fan-out", replicas: 1, linked: false, settings: { "repl-backlog-size": String(backlogBytes) } },
    signal,
  );
  try {
    const [replica] = group.replicas;
    if (replica === undefined || replica.link === null) throw new Error("no replica behind a link");
    const { primary } = group;
    const weather = weatherOf(0, null);
    const stage: Stage = { primary, replica, link: replica.link, weather, signal, passed: () => {} };
    const stream = await openWriter(group, signal);
    await timeFull(stage);
    const values = new Values();
    const write = (): Promise<void> =>
      fill(primary, stream, { prefix: "missed:", values, bytes: MISSED_BYTES, filled: () => {} });
    const outage = await timeOutage(stage, {
      outageSeconds: 0.1,
      backlogBytes,
      write,
      waited: () => {},
      mended: () => {},
    });
    stream.close();
    return outage;
  } finally {
    await group.close();
    await rm(dir, { recursive: true });
  }
}

// Up to 6.2 the backlog is a ring of exactly its size; from 7.0 on it is made of blocks.
test.concurrent.each([
  { version: "redis-6.0", short: (needed: number) => needed - 1 },
  { version: "redis-7.0.15", short: (needed: number) => Math.floor(needed * 0.85) },
  { version: "valkey-9", short: (needed: number) => Math.floor(needed * 0.85) },
])(
  "$version: what would have been needed is partial when it is there, and full when it is not",
  async ({ version, short }) => {
    const binary = await serverNamed(version);
    const before = await outageWith(binary, 65_536);
    expect(before.resync).toBe("full");
    expect(before.neededBacklogBytes).toBeGreaterThan(MISSED_BYTES);
    expect(before.neededBacklogBytes).toBe(before.writtenBytes);
    const enough = await outageWith(binary, before.neededBacklogBytes);
    expect(enough).toMatchObject({ resync: "partial", neededBacklogBytes: before.neededBacklogBytes });
    const less = await outageWith(binary, short(before.neededBacklogBytes));
    expect(less).toMatchObject({ resync: "full", neededBacklogBytes: before.neededBacklogBytes });
  },
);
