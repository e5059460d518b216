import { describe, expect, test } from "vitest";
import { idlePersistence } from "@/lib/diagnosis/primaries.fixture";
import type { RdbReport } from "@/lib/rdb";
import { toOffset } from "@/lib/units";
import { type CopyFacts, isProven, proveCopy } from "./proofs";
import type { SaveFacts } from "./save-facts";

const replid = "a".repeat(40);
const report: RdbReport = {
  magic: "REDIS",
  version: 10,
  aux: { serverVersion: "7.0.15", savedUnixSeconds: 1, usedMemoryBytes: 1, replid, offset: 4711 },
  bytes: 1000,
  keys: 7,
  expires: 1,
  functions: 0,
  databases: [{ index: 0, keys: 7, expires: 1, announcedKeys: 7 }],
  types: [{ type: 0, keys: 7 }],
  inflatedBytes: 2000,
  checksum: "matches",
};
const after: SaveFacts = {
  server: {
    product: "redis",
    version: "7.0.15",
    runId: "r".repeat(40),
    mode: "standalone",
    uptimeSeconds: 1,
    configFile: null,
  },
  persistence: idlePersistence,
  keyspace: null,
  replication: null,
};
const view = (role: "primary" | "replica", history = replid): SaveFacts["replication"] => ({
  role,
  replid: history,
  previousReplid: null,
  previousReplidUntil: null,
  offset: toOffset(4711),
  backlog: { active: false, sizeBytes: 0, firstOffset: toOffset(0), historyBytes: 0 },
  failover: null,
  listed: [],
  following: null,
});
const good: CopyFacts = {
  report,
  sha256: "f".repeat(64),
  storedBytes: 1000,
  location: null,
  position: { replid, offset: 4711 },
  before: { runId: "r".repeat(40), role: "replica" },
  after: { ...after, replication: view("replica") },
};
const with_ = (change: Partial<RdbReport>): CopyFacts => ({ ...good, report: { ...report, ...change } });
const statusOf = (facts: CopyFacts): Record<string, string> =>
  Object.fromEntries(proveCopy(facts).map(({ code, status }) => [code, status]));

test("of a good copy all holds", () => {
  expect(statusOf(good)).toEqual({
    walked: "pass",
    checksum: "pass",
    "key-count": "pass",
    position: "pass",
    "same-source": "pass",
    stored: "pass",
  });
});

const short = [{ index: 0, keys: 7, expires: 1, announcedKeys: 8 }];
const nowhere = { ...report.aux, replid: null, offset: null };

describe("a copy", () => {
  test.each<[string, CopyFacts, string, string]>([
    ["whose server writes no checksum", with_({ checksum: "off" }), "checksum", "warn"],
    ["with fewer keys than announced, and a checksum", with_({ databases: short }), "key-count", "warn"],
    [
      "with fewer keys than announced, and none",
      with_({ databases: short, checksum: "off" }),
      "key-count",
      "fail",
    ],
    [
      "that names another history",
      with_({ aux: { ...report.aux, replid: "b".repeat(40) } }),
      "position",
      "fail",
    ],
    ["that names another offset", with_({ aux: { ...report.aux, offset: 4712 } }), "position", "fail"],
    ["that names no place", with_({ aux: nowhere }), "position", "warn"],
    ["whose source fell silent", { ...good, after: null }, "same-source", "fail"],
    [
      "whose source was restarted",
      { ...good, before: { ...good.before, runId: "s".repeat(40) } },
      "same-source",
      "fail",
    ],
    [
      "whose source was promoted",
      { ...good, after: { ...after, replication: view("primary") } },
      "same-source",
      "fail",
    ],
    [
      "whose source moved to another history",
      { ...good, after: { ...after, replication: view("replica", "b".repeat(40)) } },
      "same-source",
      "fail",
    ],
    ["that is shorter on the disk", { ...good, storedBytes: 999 }, "stored", "fail"],
    ["that got no name", { ...good, storedBytes: null }, "stored", "fail"],
  ])("%s is told so", (_, facts, code, status) => {
    expect(statusOf(facts)).toMatchObject({ [code]: status });
  });
});

test("Only what is proven in all else gets its name", () => {
  expect(isProven(good)).toBe(true);
  expect(isProven({ ...good, after: null })).toBe(false);
  expect(isProven(with_({ aux: { ...report.aux, offset: 4712 } }))).toBe(false);
});
