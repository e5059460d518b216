import { expect, test } from "vitest";
import { overlapsIn } from "./writers.fixture";

const at = (server: string, ms: number) => ({ server, sentMs: ms, receivedMs: ms + 1 });

test("the observer sees a server that takes a write after another one took over", () => {
  expect(overlapsIn([at("a", 0), at("a", 50), at("b", 100), at("b", 150)])).toEqual([]);
  expect(overlapsIn([at("a", 0), at("b", 100), at("a", 150), at("b", 200)])).toContain("a, then b, then a");
});
