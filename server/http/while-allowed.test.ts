import { expect, test } from "vitest";
import { whileAllowed } from "./while-allowed";

async function* pieces(closed: () => void): AsyncGenerator<number, void> {
  try {
    for (let n = 1; n <= 10; n += 1) yield n;
  } finally {
    closed();
  }
}

/** What comes through where a piece is read every 400 ms, and access is taken away at `revokedMs`. */
async function read(revokedMs: number) {
  let nowMs = 0;
  let [asked, closed] = [0, 0];
  const got: number[] = [];
  const mayStill = async () => {
    asked += 1;
    return nowMs < revokedMs;
  };
  const given = whileAllowed(
    pieces(() => (closed += 1)),
    mayStill,
    () => nowMs,
  );
  const end = await (async () => {
    for await (const piece of given) {
      got.push(piece);
      nowMs += 400;
    }
    return "whole";
  })().catch(() => "broken off");
  return { got, end, asked, closed };
}

test("R4: what is read goes on to its end for whoever may read it, who is looked up once a second", async () => {
  expect(await read(Number.POSITIVE_INFINITY)).toEqual({
    got: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    end: "whole",
    asked: 3,
    closed: 1,
  });
});

test("R4: what is read breaks off within a second of its reader's rights, and its source is closed", async () => {
  for (const revokedMs of [0, 500, 1_300, 2_000]) {
    const { got, end, closed } = await read(revokedMs);
    expect([end, closed]).toEqual(["broken off", 1]);
    expect((got.length - 1) * 400).toBeLessThanOrEqual(revokedMs + 1_200);
  }
});
