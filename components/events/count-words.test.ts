import { expect, it } from "vitest";
import { countWords } from "./count-words";
import { anEvent } from "./event.fixture";

it("events are counted, the grave ones apart, and never as all while older ones are unread", () => {
  const events = [anEvent(1), anEvent(2, { severity: "warning" }), anEvent(3, { severity: "info" })];
  expect(countWords(events, true)).toEqual(["3 events", "1 critical", "1 warning"]);
  expect(countWords(events, false)).toEqual(["3+ events", "1+ critical", "1+ warnings"]);
  expect(countWords([anEvent(1, { severity: "info" })], true)).toEqual(["1 event"]);
});
