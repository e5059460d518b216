import { expect, it } from "vitest";
import { aGroup, anInstance } from "@/lib/group/orders.fixture";
import { restoreTargets } from "./restore-targets";

const said = (...groups: Parameters<typeof restoreTargets>[0]) =>
  restoreTargets(groups).map(({ instance, blocked }) => [instance.name, blocked]);

it("offers empty primaries first, and says of every other why it is none", () => {
  const orders = aGroup([
    anInstance("us-1", { keys: 1200 }),
    anInstance("eu-1", { upstream: "us-1:6379", keys: 0 }),
    anInstance("ap-1", { keys: null }),
    anInstance("ap-2", { keys: 0, reachable: false }),
  ]);
  const spare = { ...aGroup([anInstance("new-1", { keys: 0 })]), id: "spare", name: "spare" };
  expect(said(orders, spare)).toEqual([
    ["new-1", null],
    ["ap-1", "what it holds is not known"],
    ["ap-2", "can't be reached"],
    ["eu-1", "a replica: it has its data from its upstream"],
    ["us-1", "not empty: 1,200 keys"],
  ]);
});

it("offers none of a cluster, and none where a run is in progress", () => {
  const one = aGroup([anInstance("us-1", { keys: 0 })]);
  expect(said({ ...one, mode: "cluster" })).toEqual([["us-1", "a node of a cluster"]]);
  expect(said({ ...one, run: "run-1" })).toEqual([["us-1", "a run is in progress there"]]);
});
