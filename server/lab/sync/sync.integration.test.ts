import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { carrySync } from ".";
import { BESIDE_BYTES, benchOf, logOf, MIB, onlyRow, removeBenches } from "./bench.fixture";

afterEach(async () => {
  vi.restoreAllMocks();
  await removeBenches();
});

async function filesIn(dir: string): Promise<{ name: string; bytes: number }[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ name, parentPath }) => ({ name, bytes: (await stat(join(parentPath, name))).size })),
  );
}

test("with a file at the primary the copy is as long as the replica was told, and no file is left; an outage that outgrows the backlog is a full copy again", async () => {
  const bench = await benchOf({ diskless: false, backlogBytes: 65_536, writeBytesPerSecond: 500_000 });
  const { result } = await carrySync(bench);
  const { full, outage } = onlyRow(result);
  const received = [...logOf(bench, "replica-1").matchAll(/sync: receiving (\d+) bytes from/g)].map(
    ([, bytes]) => Number(bytes),
  );
  expect(received).toHaveLength(2);
  for (const [n, bytes] of [full.bytes, outage.bytes].entries()) {
    expect(received[n]).toBeGreaterThan(2 * MIB);
    expect(bytes).toBeGreaterThanOrEqual(received[n] ?? 0);
    expect(bytes).toBeLessThan((received[n] ?? 0) + BESIDE_BYTES);
  }
  expect(outage.resync).toBe("full");
  expect(outage.neededBacklogBytes).toBe(outage.writtenBytes);
  expect(outage.neededBacklogBytes).toBeGreaterThan(outage.backlogBytes);
  expect(logOf(bench, "primary")).toContain("for lack of backlog");
  expect((await filesIn(bench.dir)).filter(({ bytes }) => bytes > 100_000)).toEqual([]);
});

test("two sizes are two measurements; where nothing is written nothing is missing; a delay counts for each step of the handshake", async () => {
  const settings = { dataBytes: [MIB, 2 * MIB], delayMs: 50, writeBytesPerSecond: 0 };
  const bench = await benchOf(settings, "valkey-9");
  const { result, cleanUp } = await carrySync(bench);
  expect(result.rows.map(({ dataBytes, bytesPerSecond }) => [dataBytes, bytesPerSecond])).toEqual([
    [MIB, null],
    [2 * MIB, null],
  ]);
  for (const { dataBytes, full, outage } of result.rows) {
    expect(full.seconds).toBeGreaterThan(5 * 0.05);
    expect(full.bytes).toBeGreaterThan(dataBytes);
    expect(outage).toMatchObject({ resync: "partial", writtenBytes: 0, neededBacklogBytes: 16_384 });
    expect(outage.bytes).toBeLessThan(BESIDE_BYTES);
  }
  expect(cleanUp).toBe("All 4 servers that were started for it have ended.");
});

test("what the machine cannot hold, what would take too long, and another place are refused before a server is started", async () => {
  const small = await benchOf({ dataBytes: [64 * MIB] });
  vi.spyOn(process, "availableMemory").mockReturnValue(200 * MIB);
  await expect(carrySync(small)).rejects.toThrow(
    /would take about 194\sMiB of memory, and 100\sMiB may be taken here, half of what is free: choose less than 64\.0\sMiB/,
  );
  const slow = await benchOf({ dataBytes: [64 * MIB], bytesPerSecond: [1_000] });
  await expect(carrySync(slow)).rejects.toThrow(
    /It would take about 1\sd\s13\sh, and an experiment may take 4\sh/,
  );
  const group = { place: "group", group: "shop", members: () => [] } as const;
  await expect(carrySync({ ...small, where: group })).rejects.toThrow(/on throw-away servers alone/);
  expect([small.groups, slow.groups]).toEqual([[], []]);
});
