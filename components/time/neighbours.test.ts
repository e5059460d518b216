import { expect, it } from "vitest";
import type { EventType } from "@/lib/contract";
import { anEvent } from "../events/event.fixture";
import { neighbours } from "./neighbours";

it("finds the nearest changes before and after a moment, whatever the order of the events", () => {
  const at = (ms: number, type: EventType) => anEvent(1, { at: new Date(ms).toISOString(), type });
  const events = [
    at(1000, "link-down"),
    at(9000, "link-up"),
    at(4000, "role-changed"),
    at(5500, "run-ended"),
  ];
  expect(neighbours(events, 6000)).toEqual({ beforeMs: 5000, afterMs: 10_000 });
  expect(neighbours(events, 5000)).toEqual({ beforeMs: 2000, afterMs: 10_000 });
  expect(neighbours(events, 2000)).toEqual({ beforeMs: null, afterMs: 5000 });
  expect(neighbours([], 1000)).toEqual({ beforeMs: null, afterMs: null });
});
