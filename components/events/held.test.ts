import { expect, it } from "vitest";
import { anEvent } from "./event.fixture";
import { heldBelow } from "./held";

const events = [anEvent(4), anEvent(3), anEvent(2)];

it("what came above the event that is read is counted, and leaves the rows where they are", () => {
  expect(heldBelow(events, "event-3")).toEqual({ shown: events.slice(1), above: 1 });
  expect(heldBelow(events, "event-4")).toEqual({ shown: events, above: 0 });
});

it("nothing is held when nothing is read, or what was read is not listed any more", () => {
  expect(heldBelow(events, null)).toEqual({ shown: events, above: 0 });
  expect(heldBelow(events, "event-9")).toEqual({ shown: events, above: 0 });
});
