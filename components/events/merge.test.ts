import { describe, expect, it } from "vitest";
import { anEvent } from "./event.fixture";
import { mergeEvents } from "./merge";

const all = { group: null, type: null };
const seconds = (events: { id: string }[]) => events.map(({ id }) => Number(id.replace("event-", "")));

describe("fetched and pushed events", () => {
  it("become one list, newest first, each event once", () => {
    const merged = mergeEvents([anEvent(3), anEvent(2)], [anEvent(4), anEvent(3)], all, true);
    expect(seconds(merged)).toEqual([4, 3, 2]);
  });

  it("leave out pushed events that the filter does not want", () => {
    const pushed = [anEvent(4, { group: "carts" }), anEvent(5, { type: "gap" }), anEvent(6)];
    expect(seconds(mergeEvents([anEvent(3)], pushed, { group: "orders", type: "link-down" }, true))).toEqual([
      6, 3,
    ]);
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
