import { describe, expect, it } from "vitest";
import { anInstance, idlePersistence, orders, withInstance } from "@/lib/group/orders.fixture";
import { chipSeconds, factsOf } from "./facts";
import { secondsTitle } from "./heartbeat";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
const MIB = 1024 * 1024;
const link = anInstance("x", { upstream: "y" }).link;
const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

describe("factsOf", () => {
  it("says of a healthy replica what it is, how far behind, and what a reconnect would cost", () => {
    const group = withInstance(orders(), "eu-1:6379", {
      lagBytes: 79.3 * 1024,
      lagSeconds: 0.04,
      resync: {
        verdict: "partial",
        headroomBytes: MIB / 2,
        headroomSeconds: 45,
        copyBytes: null,
        pastSince: null,
        reason: "in the backlog",
      },
    });
    const facts = factsOf(group, "eu-1:6379", lag);
    expect(facts).toMatchObject({
      state: "online",
      stateText: "Online",
      verdictLetter: "P",
      verdictShare: 0.5,
    });
    expect(plain(`${facts?.bytesBehind} ${facts?.secondsBehind}`)).toBe("79.3 KiB <0.1 s");
    expect(plain(facts?.sentence)).toBe(
      "eu-1, replica of us-1, online, 79.3 KiB and under 0.1 s behind, a reconnect stays partial for 45 s.",
    );
  });

  it("says what a reader sees beside the estimate, and nothing of it while no heartbeat is written", () => {
    const heartbeat = { lagSeconds: 0.2, lagSecondsError: 0.9, sampledAt: "2026-01-01T00:00:00.000Z" };
    const measured = factsOf(
      withInstance(orders(), "eu-1:6379", { lagSecondsError: 0.12, heartbeat }),
      "eu-1:6379",
      lag,
    );
    if (measured === null) throw new Error("no facts");
    expect(plain(secondsTitle(measured))).toBe(
      "±0.1 s · A reader sees 0.2 s old data, at most 1.1 s (heartbeat)",
    );
    expect(plain(measured.sentence)).toContain("0.1 s behind, a reader sees data 0.2 s old, reconnect");
    const off = factsOf(withInstance(orders(), "eu-1:6379", { lagSecondsError: 0.12 }), "eu-1:6379", lag);
    if (off === null) throw new Error("no facts");
    expect(plain(secondsTitle(off))).toBe("±0.1 s");
    expect(off.sentence).not.toContain("reader");
  });

  it("writes a dash for a lag nobody knows, never a zero", () => {
    const group = withInstance(orders(), "eu-1:6379", { lagBytes: null, lagSeconds: null });
    const facts = factsOf(group, "eu-1:6379", lag);
    expect([facts?.bytesBehind, facts?.secondsBehind, facts?.chipText]).toEqual(["—", "—", "—"]);
    expect(facts?.sentence).toContain("lag unknown");
    expect(facts?.sentence).toContain("reconnect cost unknown");
  });

  it("tells how long a link has been down and how long a reconnect stays cheap", () => {
    const group = withInstance(orders(), "eu-2:6379", {
      link: link && { ...link, state: "down", downSeconds: 19 },
      resync: {
        verdict: "at-risk",
        headroomBytes: MIB,
        headroomSeconds: 26,
        copyBytes: null,
        pastSince: null,
        reason: "",
      },
    });
    const facts = factsOf(group, "eu-2:6379", lag);
    expect(plain(facts?.stateText)).toBe("Link down 19 s");
    expect(facts).toMatchObject({ verdictWord: "At risk", verdictTone: "warn", verdictLetter: "P" });
  });

  it("shows a full copy's progress on the card and the chip, and what is left of it", () => {
    const group = withInstance(orders(), "eu-2:6379", {
      link: link && {
        ...link,
        state: "syncing",
        sync: { doneBytes: 42, totalBytes: 100, progress: 0.42, etaSeconds: 59 },
      },
    });
    const facts = factsOf(group, "eu-2:6379", lag);
    expect(plain(facts?.stateText)).toBe("Full resync 42 %");
    expect(plain(facts?.chipText)).toBe("42 %");
    expect(plain(facts?.verdictValue)).toBe("59 s left");
    expect(facts).toMatchObject({ verdictLetter: "F", verdictTone: "sync", verdictShare: 0.42 });
  });

  it("counts the bytes of a diskless copy, whose total nobody knows", () => {
    const group = withInstance(orders(), "eu-2:6379", {
      link: link && {
        ...link,
        state: "syncing",
        sync: { doneBytes: 3 * MIB, totalBytes: null, progress: null, etaSeconds: null },
      },
    });
    expect(plain(factsOf(group, "eu-2:6379", lag)?.stateText)).toBe("Full resync 3.00 MiB");
  });

  it("calls an instance that reads its disk at a start loading, whatever its role and its link", () => {
    const persistence = { ...idlePersistence, loading: true, loadingProgress: 0.42 };
    const down = link && { ...link, state: "down" as const, downSeconds: 3 };
    for (const [id, given] of [
      ["eu-2:6379", { persistence, link: down }],
      ["us-1:6379", { persistence }],
    ] as const)
      expect(factsOf(withInstance(orders(), id, given), id, lag)).toMatchObject({
        state: "loading",
        stateText: "Loading 42\u00a0%",
      });
  });

  it("gives a primary its offset and how much time its backlog holds", () => {
    const group = withInstance(orders(), "us-1:6379", {
      offset: 418_206_331_904,
      writeBytesPerSecond: MIB / 45,
    });
    const facts = factsOf(group, "us-1:6379", lag);
    expect(facts?.offset).toBe("418,206,331,904");
    expect(plain(`${facts?.verdictWord} ${facts?.verdictValue}`)).toBe("Backlog 45 s");
    expect(facts?.verdictLetter).toBeNull();
  });

  it("gives a primary's backlog the time its replicas were told, not that of its last seconds of writes", () => {
    const resync = {
      verdict: "partial" as const,
      headroomBytes: MIB / 2,
      headroomSeconds: 100,
      copyBytes: null,
      pastSince: null,
      reason: "in the backlog",
    };
    const group = withInstance(
      withInstance(orders(), "us-1:6379", { writeBytesPerSecond: 10 * MIB }),
      "eu-1:6379",
      { resync },
    );
    expect(plain(factsOf(group, "us-1:6379", lag)?.verdictValue)).toBe("3 m 20 s");
  });

  it("says why an instance cannot be reached", () => {
    const group = withInstance(orders(), "eu-2:6379", {
      reachable: false,
      unreachableReason: "refused",
      problem: "Can't reach eu-2:6379 (connection refused).",
    });
    const facts = factsOf(group, "eu-2:6379", lag);
    expect(facts?.state).toBe("unreachable");
    expect(facts?.sentence).toContain("Can't reach eu-2:6379 (connection refused)");
  });

  it("knows nothing of an instance that is not a member", () => {
    expect(factsOf(orders(), "elsewhere:1", lag)).toBeNull();
    expect(factsOf(null, "eu-1:6379", lag)).toBeNull();
  });
});

describe("chipSeconds", () => {
  it("never takes more than six characters", () => {
    for (const seconds of [0, 0.04, 1.84, 9.97, 18.9, 59.4, 59.6, 86, 3599, 3601, 86_399, 90_000, 8e6])
      expect(chipSeconds(seconds).length, String(seconds)).toBeLessThanOrEqual(6);
    expect(plain(chipSeconds(86))).toBe("1 m");
  });
});
