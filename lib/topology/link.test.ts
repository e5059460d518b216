import { describe, expect, it } from "vitest";
import { listed, replicaView } from "@/lib/group/members.fixture";
import type { FollowingView, ListedReplica, PersistenceView } from "@/lib/info/view";
import { type LinkEnds, linkFromEnds } from "./link";

const following = (over: Partial<FollowingView> = {}) => replicaView(10, "us-1:6379", over).following;
const line = (over: Partial<ListedReplica> = {}) => listed("eu-1:6379", over);
const down = { linkUp: false, lastIoSeconds: null };
const loading: PersistenceView = {
  loading: true,
  asyncLoading: false,
  loadingProgress: 0.42,
  loadingEtaSeconds: 30,
  saving: false,
  saveKeys: null,
  saveSeconds: null,
  lastSaveUnixSeconds: 0,
  lastSaveOk: true,
  saves: null,
  aof: false,
  aofRewriting: false,
};
const ends = (over: Partial<LinkEnds> = {}): LinkEnds => ({
  following: following(),
  persistence: null,
  upstreamAnswers: true,
  listed: line({ lastAckSeconds: 1 }),
  copyBytesPerSecond: null,
  ...over,
});

describe("linkFromEnds", () => {
  it("is up and confirmed when both ends say so", () => {
    expect(linkFromEnds(ends())).toEqual({
      state: "up",
      downSeconds: null,
      lastAckSeconds: 1,
      confirmed: true,
      sync: null,
    });
  });

  it("is unconfirmed when the upstream does not list the replica, and neither when it cannot be asked", () => {
    expect(linkFromEnds(ends({ listed: null }))?.confirmed).toBe(false);
    expect(linkFromEnds(ends({ listed: null, upstreamAnswers: false }))?.confirmed).toBeNull();
  });

  it.each<[string, Partial<FollowingView>, Partial<ListedReplica> | null, string]>([
    ["waiting to retry", { ...down, downSeconds: 4 }, null, "down"],
    ["never up since it became a replica", { ...down, downSeconds: null }, null, "connecting"],
    ["waiting for the upstream's fork", { ...down, downSeconds: 4 }, { state: "wait_bgsave" }, "handshake"],
    [
      "before the payload",
      { ...down, sync: { readBytes: null, totalBytes: null } },
      { state: "wait_bgsave" },
      "syncing",
    ],
    [
      "copying from disk",
      { ...down, sync: { readBytes: 10, totalBytes: 40 } },
      { state: "send_bulk" },
      "syncing",
    ],
    [
      "copied, now loading",
      { ...down, sync: { readBytes: 40, totalBytes: 40 } },
      { state: "online" },
      "loading",
    ],
  ])("a replica %s is told so", (_, side, upstreams, state) => {
    const listedLine = upstreams === null ? null : line(upstreams);
    expect(linkFromEnds(ends({ following: following(side), listed: listedLine }))?.state).toBe(state);
  });

  it("shows progress, and how long a copy will take at the pace it has kept", () => {
    const side = following({ ...down, sync: { readBytes: 10, totalBytes: 40 } });
    expect(linkFromEnds(ends({ following: side, copyBytesPerSecond: 5 }))?.sync).toEqual({
      doneBytes: 10,
      totalBytes: 40,
      progress: 0.25,
      etaSeconds: 6,
    });
  });

  it("knows no total and no share of a diskless copy, whatever the server puts there", () => {
    for (const totalBytes of [0, -1, null]) {
      const side = following({ ...down, sync: { readBytes: 1400, totalBytes } });
      expect(linkFromEnds(ends({ following: side, copyBytesPerSecond: 5 }))?.sync).toEqual({
        doneBytes: 1400,
        totalBytes: null,
        progress: null,
        etaSeconds: null,
      });
    }
  });

  it("shows loading by the server's own progress", () => {
    const side = following({ ...down, sync: { readBytes: null, totalBytes: null } });
    expect(linkFromEnds(ends({ following: side, persistence: loading }))).toMatchObject({
      state: "loading",
      sync: { progress: 0.42, etaSeconds: 30, doneBytes: null, totalBytes: null },
    });
  });

  it("takes the upstream's word for a replica that does not answer, and none where neither does", () => {
    expect(linkFromEnds(ends({ following: null }))?.state).toBe("up");
    expect(linkFromEnds(ends({ following: null, listed: null }))?.state).toBe("down");
    expect(linkFromEnds(ends({ following: null, listed: line({ state: "send_bulk" }) }))?.state).toBe(
      "syncing",
    );
    expect(linkFromEnds(ends({ following: null, listed: null, upstreamAnswers: false }))).toBeNull();
  });
});
