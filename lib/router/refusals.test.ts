import { expect, test } from "vitest";
import { pauseMs } from "./pause";
import { refusalOf, refusals } from "./refusals";

test("the table", () => {
  const told = refusals.map(({ code, write, read, out, look }) =>
    [code, `write ${write}`, `read ${read}`, out ? "out" : "-", look ? "look" : "-"].join(" · "),
  );
  expect(told).toMatchInlineSnapshot(`
    [
      "READONLY · write again · read refused · - · look",
      "LOADING · write again · read elsewhere · out · look",
      "MASTERDOWN · write again · read elsewhere · out · look",
      "NOREPLICAS · write again · read refused · - · -",
      "CLUSTERDOWN · write again · read elsewhere · out · -",
      "BUSY · write again · read elsewhere · out · -",
      "NOAUTH · write refused · read elsewhere · out · -",
    ]
  `);
});

test.each([
  ["SET", "READONLY You can't write against a read only replica.", "again"],
  ["SET", "WRONGTYPE Operation against a key holding the wrong kind of value", "refused"],
  ["SET", "OOM command not allowed when used memory > 'maxmemory'.", "refused"],
  ["SET", "", "refused"],
  ["EVAL", "READONLY You can't write against a read only replica. script: 5d, on @user_script:1.", "again"],
  ["EVAL", "READONLY said by the script after it had written", "refused"],
  ["evalsha", "LOADING said by a script", "refused"],
])("%s answered with %j: %s", (command, line, write) => {
  expect(refusalOf(command, line).write).toBe(write);
});

test("pauses grow from nothing to a quarter of a second, by chance", () => {
  expect([1, 2, 3, 6, 100].map((tries) => pauseMs(tries, 1))).toEqual([10, 20, 40, 250, 250]);
  expect(pauseMs(5, 0)).toBe(0);
});
