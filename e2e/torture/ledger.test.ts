import { expect, test } from "vitest";
import { bucketOf, idOf, Ledger, WRITE_BYTES } from "./ledger";

test("missing is what was acknowledged in time and is not there: not what was refused or never answered", () => {
  const ledger = new Ledger();
  const ids = [1, 2, 3, 4, 5].map((n) => idOf(0, n));
  const [kept, lost, refused, unknown, late] = ids;
  for (const id of ids) ledger.invoke(id, "a:1", 10);
  for (const id of [kept, lost, late]) ledger.acknowledge(id ?? "", id === late ? 30 : 20);
  ledger.refuse(refused ?? "");
  ledger.forget(unknown ?? "");
  const key = bucketOf(ids[0] ?? "");
  const found = ledger.missing(key, new Set([kept ?? ""]), 30);
  expect(found).toEqual({ checked: 2, lost: [{ id: lost, by: "a:1", sentMs: 10, ackedMs: 20 }] });
  ledger.settle(found.lost.map(({ id }) => id));
  expect(ledger.missing(key, new Set(), 30)).toMatchObject({ lost: [{ id: kept }] });
  expect(ledger.totals).toEqual({ invoked: 5, acknowledged: 3, refused: 1, unknown: 1 });
});

test("every write adds the same number of bytes to the stream", () => {
  expect(new Set([idOf(0, 1), idOf(12, 99_999_999)].map((id) => id.length)).size).toBe(1);
  expect(WRITE_BYTES).toBe("*3\r\n$4\r\nSADD\r\n$10\r\nacked:0000\r\n$13\r\n0000-00000000\r\n".length);
});
