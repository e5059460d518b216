import { expect, test } from "vitest";
import { createTurns } from "./in-turn";

test("work of one key waits for its turn, also behind work that failed; other keys do not wait", async () => {
  const inTurn = createTurns();
  const order: string[] = [];
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = inTurn("a", async () => {
    await gate;
    order.push("a1");
    throw new Error("no");
  });
  const second = inTurn("a", async () => order.push("a2"));
  await inTurn("b", async () => order.push("b1"));
  open();
  await expect(first).rejects.toThrow("no");
  await second;
  expect(order).toEqual(["b1", "a1", "a2"]);
});
