import { expect, test } from "vitest";
import { shareOf } from "./free-port";

test("the shares of the ports are all of them, and none is in two", () => {
  const all = shareOf(undefined);
  let next = all.lowest;
  for (const share of ["1", "2", "3", "4"]) {
    const { lowest, count } = shareOf(share);
    expect(lowest).toBe(next);
    expect(Number.isInteger(count)).toBe(true);
    next += count;
  }
  expect(next).toBe(all.lowest + all.count);
});

test.each(["0", "5", "two", ""])("a share named %j is refused by its value", (share) => {
  expect(() => shareOf(share)).toThrow(
    `TIDEMARK_TEST_PORT_SHARE is ${share}: it has to be a number from 1 to 4`,
  );
});
