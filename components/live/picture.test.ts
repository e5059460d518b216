import { describe, expect, it } from "vitest";
import type { Event, Group } from "@/lib/contract";
import { group as groupOf, primary, replica } from "../fleet/fleet.fixture";
import {
  applyEvents,
  applyFinding,
  applyGone,
  applyGroup,
  applySnapshot,
  emptyPicture,
  instanceOf,
  patched,
} from "./picture";
import { initialLiveState, onHead, onHeard, onVersion } from "./state";
import { onTicks } from "./ticks";

const group = (id: string, status: Group["status"] = "ok"): Group =>
  groupOf(id, [replica(`${id}-1`), replica(`${id}-2`)], { status });

const event = (id: string, at: string): Event => ({
  id,
  at,
  type: "link-down",
  group: "g",
  instance: null,
  severity: "info",
  title: id,
  detail: "",
  run: null,
});

describe("the picture", () => {
  it("orders groups worst first and then by name", () => {
    const picture = applySnapshot(emptyPicture, [
      group("b"),
      group("c", "critical"),
      group("a"),
      group("d", "warning"),
    ]);
    expect(picture.groupIds).toEqual(["c", "d", "a", "b"]);
  });

  it("keeps the identity of the order while the order stays, so that the list does not render again", () => {
    const before = applySnapshot(emptyPicture, [group("a"), group("b")]);
    expect(applyGroup(before, { ...group("b"), revision: 2 }).groupIds).toBe(before.groupIds);
  });

  it("lays a tick over the instances it names and leaves the others as the same objects", () => {
    const before = group("g");
    const after = patched(before, {
      seq: 1,
      at: 5000,
      group: "g",
      revision: 1,
      rows: [{ id: "g-1", lagBytes: 9 }],
    });
    expect(instanceOf(after, "g-1")?.lagBytes).toBe(9);
    expect(instanceOf(after, "g-2")).toBe(instanceOf(before, "g-2"));
  });

  it("counts on what is in no backup with each tick of the primary", () => {
    const at = "2026-01-01T00:00:00.000Z";
    const before = groupOf("g", [primary("p")], {
      protection: {
        backup: "b",
        at,
        replid: "a".repeat(40),
        offset: 400,
        bytes: 600,
        seconds: 0,
        unknown: null,
      },
    });
    const tick = {
      seq: 1,
      at: Date.parse(at) + 5000,
      group: "g",
      revision: 1,
      rows: [{ id: "p", offset: 1500 }],
    };
    expect(patched(before, tick).protection).toMatchObject({ backup: "b", bytes: 1100, seconds: 5 });
  });

  it("drops groups that a new snapshot does not hold, and a group that is gone", () => {
    const before = applySnapshot(emptyPicture, [group("a"), group("b")]);
    expect(applySnapshot(before, [group("b")]).groupIds).toEqual(["b"]);
    expect(applyGone(before, "b").groupIds).toEqual(["a"]);
  });

  it("opens, replaces and closes a finding by its id", () => {
    const finding = {
      id: "g/link-down/g-1",
      code: "link-down" as const,
      severity: "critical" as const,
      group: "g",
      instance: "g-1",
      since: "2026-01-01T00:00:00Z",
      title: "",
      detail: "",
      evidence: {},
      advice: "",
      action: null,
    };
    const open = applyFinding(applySnapshot(emptyPicture, [group("g")]), { ...finding, open: true });
    expect(applyFinding(open, { ...finding, title: "new", open: true }).groups.g?.findings).toHaveLength(1);
    expect(applyFinding(open, { ...finding, open: false }).groups.g?.findings).toEqual([]);
  });

  it("keeps each event once, newest first", () => {
    const one = applyEvents(emptyPicture, [event("x", "2026-01-01T00:00:01Z")]);
    const two = applyEvents(one, [event("y", "2026-01-01T00:00:02Z"), event("x", "2026-01-01T00:00:01Z")]);
    expect(two.events.map(({ id }) => id)).toEqual(["y", "x"]);
    expect(applyEvents(two, [event("y", "2026-01-01T00:00:02Z")])).toBe(two);
  });
});

describe("a frozen view", () => {
  const snapshot = onHead((head) => applySnapshot(head, [group("g")]));
  const tick = onTicks([{ seq: 1, at: 5000, group: "g", revision: 1, rows: [{ id: "g-1", lagBytes: 9 }] }]);

  it("stays as it is while the newest picture goes on", () => {
    const frozen = { ...snapshot(initialLiveState), frozenAt: 1 };
    const later = tick(frozen);
    expect(later.view).toBe(frozen.view);
    expect(instanceOf(later.head.groups.g, "g-1")?.lagBytes).toBe(9);
  });

  it("follows when it is not frozen", () => {
    const later = tick(snapshot(initialLiveState));
    expect(later.view).toBe(later.head);
  });
});

describe("hearing from Tidemark", () => {
  it("ends a silence and says how long it was", () => {
    const stale = { ...initialLiveState, freshness: { state: "stale" as const, lastAt: 1000 } };
    expect(onHeard(13_000)(stale)).toMatchObject({
      freshness: { state: "live", lastAt: 13_000 },
      lastSilenceMs: 12_000,
    });
  });

  it("is no end of a silence while the page was live", () => {
    const live = { ...initialLiveState, freshness: { state: "live" as const, lastAt: 1000 } };
    expect(onHeard(2000)(live).lastSilenceMs).toBeNull();
  });
});

describe("the versions", () => {
  const first = onVersion("1.0.0")(initialLiveState);

  it("are one while every beat says what the first one said", () => {
    expect(first.versions).toEqual({ page: "1.0.0", server: "1.0.0" });
    expect(onVersion("1.0.0")(first)).toBe(first);
  });

  it("differ once the server is another, and are one again when it is set back", () => {
    const newer = onVersion("1.1.0")(first);
    expect(newer.versions).toEqual({ page: "1.0.0", server: "1.1.0" });
    expect(onVersion("1.0.0")(newer).versions).toEqual({ page: "1.0.0", server: "1.0.0" });
  });
});
