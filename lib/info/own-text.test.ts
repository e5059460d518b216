import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { ownText } from "./own-text";
import { parseInfo } from "./parse";
import { readReplication } from "./replication";
import { readSlow } from "./slow";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** By how many bytes the heap is larger while what `make` made is there. */
function heldBytes(make: () => unknown): number {
  make();
  collect();
  const before = process.memoryUsage().heapUsed;
  const made = make();
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  return made === null ? Number.NaN : bytes;
}

const recorded = new URL("./fixtures/redis-7.0.15/primary-two-replicas.info.txt", import.meta.url);
const info = readFileSync(recorded, "latin1");
const REPLIES = 2_000;
/** As a reply comes off the wire: a text that nobody else holds. */
const reply = (n: number): string => Buffer.from(`${info}# ${n}\r\n`, "latin1").toString("latin1");

function ids(n: number): readonly unknown[] {
  const fields = parseInfo(reply(n));
  if (!fields.ok) throw new Error(fields.error.detail);
  const view = readReplication(fields.value);
  if (!view.ok) throw new Error(view.error.detail);
  return [view.value.replid, view.value.previousReplid, readSlow(fields.value).server?.runId];
}

test("is the text it was made of", () => {
  for (const text of ["", "a", "0123456789abcdef", " spaces ", "é😀"]) expect(ownText(text)).toBe(text);
});

// A thousand instances held 6 MB of INFO for the ids of their histories.
test("whoever remembers the ids of a reply does not hold the reply", () => {
  const bytes = heldBytes(() => Array.from({ length: REPLIES }, (_, n) => ids(n)));
  expect(bytes).toBeLessThan((REPLIES * info.length) / 4);
});
