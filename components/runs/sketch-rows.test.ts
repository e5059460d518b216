import { describe, expect, it } from "vitest";
import type { Sketch } from "@/lib/contract";
import { sketchRows, sketchSentence } from "./sketch-rows";

const node = (instance: string, upstream: string | null = null): Sketch[number] => ({
  instance,
  role: upstream === null ? "primary" : "replica",
  upstream,
});
const name = (instance: string) => instance;
const draw = (sketch: Sketch, involved: string[] = [], max?: number) =>
  sketchRows(sketch, name, new Set(involved), max);
const text = (sketch: Sketch) => draw(sketch).rows.map((row) => `${"  ".repeat(row.depth)}${row.instance}`);

describe("lines of a sketch", () => {
  it("puts replicas below their upstream, by label, numbers in order", () => {
    expect(text([node("eu-10", "us-1"), node("eu-2", "us-1"), node("ap-1", "eu-2"), node("us-1")])).toEqual([
      "us-1",
      "  eu-2",
      "    ap-1",
      "  eu-10",
    ]);
  });

  it("names the line of the upstream", () => {
    const { rows } = draw([node("us-1"), node("eu-1", "us-1"), node("ap-1", "eu-1"), node("eu-2", "us-1")]);
    expect(rows.map((row) => row.parentRow)).toEqual([null, 0, 1, 0]);
  });

  it("takes an instance whose upstream is not drawn for a root", () => {
    expect(text([node("eu-1", "elsewhere:1")])).toEqual(["eu-1"]);
  });

  it("draws each member of a ring once", () => {
    expect(text([node("b", "a"), node("a", "b")])).toEqual(["a", "  b"]);
  });

  it("keeps the involved ones and the roots of a large group, and counts the rest", () => {
    const large = [node("us-1"), ...Array.from({ length: 40 }, (_, i) => node(`eu-${i}`, "us-1"))];
    const { rows, hidden } = draw(large, ["eu-7", "eu-21"], 12);
    expect(rows.map((row) => row.instance)).toEqual(["us-1", "eu-7", "eu-21"]);
    expect(hidden).toBe(38);
  });

  it("hangs a shown instance under the nearest shown one above it", () => {
    const chain = [
      node("a"),
      node("b", "a"),
      node("c", "b"),
      ...Array.from({ length: 9 }, (_, i) => node(`z${i}`, "a")),
    ];
    const { rows } = draw(chain, ["c"], 4);
    expect(rows).toMatchObject([{ instance: "a" }, { instance: "c", depth: 1, parentRow: 0 }]);
  });

  it("reads as a sentence", () => {
    const sketch = [
      node("us-1"),
      node("eu-1", "us-1"),
      node("eu-2", "us-1"),
      node("ap-1", "eu-1"),
      node("x"),
    ];
    expect(sketchSentence(sketch, name)).toBe("us-1 feeds eu-1 and eu-2; eu-1 feeds ap-1; x stands alone");
  });
});
