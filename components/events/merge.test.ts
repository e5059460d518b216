import { describe, expect, it } from "vitest";
import { anEvent } from "./event.fixture";
import { everything, mergeEvents } from "./merge";

const all = everything;
const seconds = (events: { id: string }[]) => events.map(({ id }) => Number(id.replace("event-", "")));

describe("fetched and pushed events", () => {
  it("become one list, newest first, each event once", () => {
    const merged = mergeEvents([anEvent(3), anEvent(2)], [anEvent(4), anEvent(3)], all, true);
    expect(seconds(merged)).toEqual([4, 3, 2]);
  });

  it("leave out pushed events that the filter does not want", () => {
    const pushed = [anEvent(4, { group: "carts" }), anEvent(5, { type: "gap" }), anEvent(6)];
    const filter = { ...everything, group: "orders", type: "link-up,link-down" };
    expect(seconds(mergeEvents([anEvent(3)], pushed, filter, true))).toEqual([6, 3]);
  });

  it.each([
    [{ severity: "warning" }, { severity: "warning" }, { severity: "info" }],
    [{ run: "r" }, { run: "r" }, { run: null }],
    [{ words: "EU-2" }, { title: "x", instance: "eu-2:6379" }, { title: "x", instance: "eu-1:6379" }],
    [{ words: "full" }, { detail: "a full resync" }, { detail: "" }],
    [{ fromMs: Date.parse(anEvent(5).at), toMs: Date.parse(anEvent(6).at) }, {}, { at: anEvent(6).at }],
  ] as const)("keep of what was pushed what the server would: %j", (given, passes, fails) => {
    const pushed = [anEvent(5, passes), anEvent(7, fails)];
    expect(seconds(mergeEvents([], pushed, { ...everything, ...given }, true))).toEqual([5]);
  });

  it("have no hole: what is older than the fetched pages waits for its page", () => {
    expect(seconds(mergeEvents([anEvent(5)], [anEvent(6), anEvent(1)], all, false))).toEqual([6, 5]);
    expect(seconds(mergeEvents([anEvent(5)], [anEvent(6), anEvent(1)], all, true))).toEqual([6, 5, 1]);
  });

  it("keep one order for events of one moment", () => {
    const at = anEvent(1).at;
    const merged = mergeEvents([anEvent(7, { at })], [anEvent(8, { at })], all, true);
    expect(seconds(merged)).toEqual([8, 7]);
  });
});
