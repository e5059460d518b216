import { expect, it } from "vitest";
import type { DemoState } from "@/lib/contract";
import { faultMenus } from "./fault-menus";

const state: DemoState = {
  group: "demo",
  instances: [
    { instance: "p", process: "running", link: "whole" },
    { instance: "a", process: "paused", link: "cut" },
    { instance: "b", process: "killed", link: "whole" },
  ],
};
const labels = faultMenus(state, { a: "eu-1" }, "p").map(({ items }) => items.map(({ label }) => label));

it("offers to undo what was done, and to do what was not", () => {
  expect(labels).toEqual([
    ["Pause p", "Resume eu-1"],
    ["Mend the link of eu-1", "Cut the link of b"],
    ["Kill p", "Kill eu-1", "Restart b"],
  ]);
});
