import { afterEach, expect, test } from "vitest";
import { carrySync } from ".";
import { BESIDE_BYTES, benchOf, logOf, MIB, onlyRow, removeBenches } from "./bench.fixture";

afterEach(removeBenches);

test("2 MiB over 1 MB/s take 2 s in full; a short outage takes what was written meanwhile, and the primary's log agrees", async () => {
  const bench = await benchOf({ bytesPerSecond: [1_000_000], writeBytesPerSecond: 200_000 });
  const { result, cleanUp } = await carrySync(bench);
  const { full, outage } = onlyRow(result);
  expect(full.seconds).toBeGreaterThan(2);
  expect(full.seconds).toBeLessThan(5);
  expect(full.bytes).toBeGreaterThan(2 * MIB);
  expect(full.bytes).toBeLessThan(2.1 * MIB);
  expect(full.forkSeconds).toBeGreaterThan(0);
  expect(full.loadSeconds).toBeGreaterThan(0);
  expect(full.loadSeconds).toBeLessThan(full.seconds);

  expect(outage).toMatchObject({ resync: "partial", backlogBytes: MIB });
  expect(outage.cutSeconds).toBeGreaterThanOrEqual(1);
  expect(outage.writtenBytes / outage.cutSeconds / 200_000).toBeGreaterThan(0.8);
  expect(outage.writtenBytes / outage.cutSeconds / 200_000).toBeLessThan(1.2);
  expect(outage.bytes).toBeGreaterThanOrEqual(outage.writtenBytes);
  expect(outage.bytes).toBeLessThan(outage.writtenBytes + BESIDE_BYTES);
  expect(outage.seconds).toBeGreaterThan(outage.writtenBytes / 1_000_000 - 0.02);
  const sent = /accepted\. Sending (\d+) bytes of backlog/.exec(logOf(bench, "primary"))?.[1];
  expect(Number(sent)).toBe(outage.neededBacklogBytes);

  expect(cleanUp).toBe("All 2 servers that were started for it have ended.");
  const fractions = bench.told.map(({ fraction }) => fraction ?? -1);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect([fractions[0], fractions.at(-1)]).toEqual([0, 1]);
  expect(bench.told.filter(({ text }) => text.includes("full resync")).length).toBeGreaterThan(10);
});

const gone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

test.each([
  ["Filling", 0],
  ["at 200 KiB/s: full resync", 1],
  ["the link is cut", 0],
  ["at full speed: the link is mended", 0],
])(
  "stopped while it says %j it ends within a second, with %i measurements, and leaves no process",
  async (text, rows) => {
    const bench = await benchOf({ dataBytes: [8 * MIB], bytesPerSecond: [null, 204_800] });
    let stoppedMs = Number.POSITIVE_INFINITY;
    bench.onTold = (told) => {
      if (bench.stop.signal.aborted || !told.text.replaceAll("\u00a0", " ").includes(text)) return;
      stoppedMs = performance.now();
      bench.stop.abort(new Error("stopped"));
    };
    const { result, cleanUp } = await carrySync(bench);
    expect(performance.now() - stoppedMs).toBeLessThan(1_000);
    expect(result.rows).toHaveLength(rows);
    expect(cleanUp).toBe("All servers that were started for it have ended.");
    const servers = bench.groups.flatMap(({ primary, replicas }) => [primary, ...replicas]);
    expect(servers).toHaveLength(3);
    expect(servers.filter(({ server }) => !gone(server.pid))).toEqual([]);
  },
);
