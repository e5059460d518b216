import { expect, test } from "vitest";
import type { Group, Instance } from "@/lib/contract";
import { contextOf } from "@/lib/plan/group.fixture";
import { treeLines } from "./tree-text";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 };
const group = (given: Parameters<typeof contextOf>[0], over: Partial<Group> = {}): Group =>
  contextOf(given, over).group;

/** The shape alone: branches and ids. */
const shape = (of: Group): string[] => treeLines(of, lag).map((line) => line.replace(/(:\d+).*/, "$1"));

test("Each replica stands under its upstream", () => {
  const cascade = group([
    { name: "us-1" },
    { name: "eu-1", follows: "us-1" },
    { name: "eu-2", follows: "eu-1" },
    { name: "eu-3", follows: "eu-1" },
    { name: "us-2", follows: "us-1" },
  ]);
  expect(shape(cascade)).toEqual([
    "us-1:6379",
    "├─ eu-1:6379",
    "│  ├─ eu-2:6379",
    "│  └─ eu-3:6379",
    "└─ us-2:6379",
  ]);
});

test("An instance whose upstream nobody knows stands at the left", () => {
  const orphan = group([{ name: "us-1" }, { name: "eu-1", follows: "us-1" }]);
  const lost: Group = {
    ...orphan,
    instances: orphan.instances.map((one): Instance => {
      return one.id === "eu-1:6379" ? { ...one, upstream: "gone:6379" } : one;
    }),
  };
  expect(shape(lost)).toEqual(["us-1:6379", "eu-1:6379"]);
});

test("A ring is printed once, without an end", () => {
  const ring = group([
    { name: "a", follows: "c" },
    { name: "b", follows: "a" },
    { name: "c", follows: "b" },
  ]);
  expect(shape(ring)).toEqual(["a:6379", "└─ b:6379", "   └─ c:6379"]);
});

test("Lag stands in bytes and seconds, what is unknown as a dash, and spaces are plain", () => {
  const one = group([{ name: "us-1" }, { name: "eu-1", follows: "us-1", lagSeconds: null }]);
  const lines = treeLines(one, lag);
  expect(lines[1]).toContain("— behind");
  expect(lines.join("")).not.toContain("\u00a0");
});

test("What cannot be reached says why", () => {
  const one = group([{ name: "us-1", reachable: false, unreachableReason: "refused" }]);
  const [instance] = one.instances;
  if (instance === undefined) throw new Error("no instance");
  const [line] = treeLines({ ...one, instances: [{ ...instance, problem: "Refused." }] }, lag);
  expect(line).toMatch(/Unreachable {2}Refused\.$/);
});
