import { expect, test } from "vitest";
import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { Reading } from "@/lib/info/view";
import { primaryInfo } from "@/server/testing/hostile";
import { newMember, withReading } from "./member-state";

const at = (ms: number) => ({ sentMs: ms, receivedMs: ms + 1 });
function reached(ms: number): Reading {
  const fields = parseInfo(primaryInfo());
  const view = fields.ok ? readReplication(fields.value) : fields;
  if (!view.ok) throw new Error("the sample cannot be read");
  return { state: "reached", at: at(ms), view: view.value };
}
const silent = (ms: number): Reading => ({
  state: "unreachable",
  at: at(ms),
  reason: "timeout",
  detail: "No answer.",
});

test("failures are counted from the first, and what it last said is kept apart from what is so now", () => {
  const once = withReading(newMember("a:1"), reached(100));
  const gone = [silent(200), silent(300)].reduce(withReading, once);
  expect(gone).toMatchObject({ failures: 2, failingSinceMs: 200, reading: { state: "unreachable" } });
  expect(gone.lastReached?.at).toEqual(at(100));
  expect(withReading(gone, reached(400))).toMatchObject({ failures: 0, failingSinceMs: null });
});

test("one that was never reached has nothing it last said", () => {
  expect(withReading(newMember("a:1"), silent(1))).toMatchObject({ lastReached: null, failures: 1 });
});
