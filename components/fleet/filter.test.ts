import { describe, expect, it } from "vitest";
import { countedAs, matches, parseFilter, stateWords, toggleState } from "./filter";
import { group, primary, replica } from "./fleet.fixture";
import { fleetRow } from "./row";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1 };
const orders = group("orders", [primary("us-1:6379"), replica("eu-1:6379", { lagSeconds: 9 })]);
const passes = (text: string): boolean => matches(parseFilter(text), orders, fleetRow(orders, lag));

describe("the fleet's filter", () => {
  it("reads states and free words, in any order and case", () => {
    expect(parseFilter(" State:Lagging  EU-1 state:down ")).toEqual({
      states: ["lagging", "down"],
      unknownStates: [],
      texts: ["eu-1"],
    });
  });

  it.each([
    ["", true],
    ["orders", true],
    ["EU-1", true],
    ["6379", true],
    ["eu-1 us-1", true],
    ["eu-1 us-2", false],
    ["state:lagging", true],
    ["state:down", false],
    ["state:down state:lagging", true],
    ["state:lagging eu-9", false],
  ])("%j passes a lagging group: %s", (text, expected) => {
    expect(passes(text)).toBe(expected);
  });

  it("matches nothing by a state nobody knows, and names it", () => {
    expect(passes("state:purple")).toBe(false);
    expect(parseFilter("state:purple").unknownStates).toEqual(["purple"]);
    expect(parseFilter("state:toString").unknownStates).toEqual(["tostring"]);
  });

  it("puts a state in and takes it out again, leaving other words alone", () => {
    const on = toggleState("eu-1", "down");
    expect(on).toBe("eu-1 state:down");
    expect(toggleState(on, "down")).toBe("eu-1");
  });
});

it("each state is counted under one word of the strip", () => {
  expect(countedAs.get("unreadable")).toBe("unreachable");
  expect(countedAs.get("loading")).toBe("syncing");
  expect(countedAs.size).toBe(Object.values(stateWords).flat().length);
});
