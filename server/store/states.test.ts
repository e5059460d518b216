import { expect, test } from "vitest";
import { InstanceState } from "@/lib/contract";
import { rankOf } from "@/lib/topology/state";
import { codeOf, stateOfCode, worseCode } from "./states";

const worstFirst = [...InstanceState.options].sort((a, b) => rankOf(a) - rankOf(b));

test("Of two states the store keeps the one that the page calls worse", () => {
  const byCode = [...InstanceState.options].sort((a, b) => codeOf(a) - codeOf(b));
  expect(byCode).toEqual(worstFirst);
});

test("The numbers in files that exist keep their meaning", () => {
  expect(worstFirst.map((state) => [codeOf(state), state])).toEqual([
    [10, "unreachable"],
    [20, "unreadable"],
    [30, "link-down"],
    [40, "lagging"],
    [50, "loading"],
    [60, "syncing"],
    [70, "unknown"],
    [80, "online"],
  ]);
});

test("A number of a later version is no state, rather than a wrong one", () => {
  expect(stateOfCode(35)).toBeNull();
  expect(stateOfCode(null)).toBeNull();
});

test("Nothing recorded is never worse than something", () => {
  expect([worseCode(null, 80), worseCode(80, null), worseCode(null, null)]).toEqual([80, 80, null]);
  expect([worseCode(80, 10), worseCode(10, 80)]).toEqual([10, 10]);
});
