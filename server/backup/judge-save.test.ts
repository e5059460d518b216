import { describe, expect, test } from "vitest";
import { judgeSave } from "./judge-save";
import { readBefore, type SaveBefore, type SaveFacts, writeBefore } from "./save-facts";

const runId = "a".repeat(40);
const before: SaveBefore = {
  instance: "h:1",
  runId,
  serverSeconds: 1_000,
  lastSaveUnixSeconds: 900,
  saves: 3,
};

function facts(over: Partial<SaveFacts["persistence"]> = {}, ranAs = runId): SaveFacts {
  return {
    server: {
      product: "redis",
      version: "7.0.15",
      runId: ranAs,
      mode: "standalone",
      uptimeSeconds: 9,
      configFile: null,
    },
    persistence: {
      loading: false,
      asyncLoading: null,
      loadingProgress: null,
      loadingEtaSeconds: null,
      saving: false,
      saveKeys: null,
      saveSeconds: null,
      lastSaveUnixSeconds: 1_001,
      lastSaveOk: true,
      saves: 4,
      aof: false,
      aofRewriting: false,
      ...over,
    },
    keyspace: null,
    replication: null,
  };
}

describe("judging a save", () => {
  test("it is saved when status, time and count all speak for this very save", () => {
    const verdict = judgeSave(before, facts());
    expect(verdict.state).toBe("saved");
    expect(verdict.state === "saved" && verdict.checks.map((check) => [check.code, check.status])).toEqual([
      ["same-process", "pass"],
      ["save-count", "pass"],
      ["save-status", "pass"],
      ["save-time", "pass"],
    ]);
  });

  test("it runs while the same process says that it saves", () => {
    expect(judgeSave(before, facts({ saving: true })).state).toBe("running");
  });

  test("a save killed by a signal leaves the status ok and the save time unmoved: it failed", () => {
    const verdict = judgeSave(before, facts({ lastSaveUnixSeconds: 900 }));
    expect(verdict).toMatchObject({ state: "failed", cause: expect.stringContaining("killed or cancelled") });
  });

  test("a save that ended with an error failed", () => {
    expect(judgeSave(before, facts({ lastSaveOk: false, lastSaveUnixSeconds: 900 })).state).toBe("failed");
  });

  test("a second save since then could be another's, so nothing is proven", () => {
    expect(judgeSave(before, facts({ saves: 5 })).state).toBe("failed");
  });

  test("a server that was restarted meanwhile proves nothing, whatever its times say", () => {
    expect(judgeSave(before, facts({}, "b".repeat(40))).state).toBe("failed");
  });

  test("where no save was counted, none began", () => {
    expect(judgeSave(before, facts({ saves: 3, lastSaveUnixSeconds: 900 })).state).toBe("not-begun");
  });

  test("before 7.0 there is no count, and status and time must do", () => {
    const old = { ...before, saves: null };
    expect(judgeSave(old, facts({ saves: null })).state).toBe("saved");
    expect(judgeSave(old, facts({ saves: null, lastSaveUnixSeconds: 999 })).state).toBe("failed");
  });
});

test("what was known before a save is read back as it was written", () => {
  expect(readBefore("h:1", writeBefore(before))).toEqual(before);
  expect(readBefore("h:1", writeBefore({ ...before, saves: null }))).toEqual({ ...before, saves: null });
  expect(readBefore("h:1", "run_id=x")).toBeNull();
  expect(readBefore("h:1", null)).toBeNull();
});
