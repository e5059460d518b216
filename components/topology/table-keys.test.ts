import { describe, expect, it } from "vitest";
import { orders } from "@/lib/group/orders.fixture";
import { rowsOf } from "./rows";
import { stepRow } from "./table-keys";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
const rows = rowsOf(orders(), lag, { folded: new Set(), expanded: new Set() }, null);
const folded = rowsOf(orders(), lag, { folded: new Set(["eu-1:6379"]), expanded: new Set() }, null);
const press = (list: typeof rows, id: string, key: string) => {
  const row = list.find((each) => each.id === id);
  if (!row) throw new Error(`no row ${id}`);
  return stepRow(list, row, key);
};

describe("stepRow", () => {
  it("moves from row to row and stops at both ends", () => {
    expect(press(rows, "us-1:6379", "ArrowDown")).toEqual({ do: "focus", id: "eu-1:6379" });
    expect(press(rows, "eu-1:6379", "ArrowUp")).toEqual({ do: "focus", id: "us-1:6379" });
    expect(press(rows, "us-1:6379", "ArrowUp")).toBeNull();
    expect(press(rows, "eu-2:6379", "ArrowDown")).toBeNull();
    expect(press(rows, "eu-1:6379", "End")).toEqual({ do: "focus", id: "eu-2:6379" });
  });

  it("unfolds first and then goes in, folds first and then goes out", () => {
    expect(press(folded, "eu-1:6379", "ArrowRight")).toEqual({ do: "unfold" });
    expect(press(rows, "eu-1:6379", "ArrowRight")).toEqual({ do: "focus", id: "ap-1:6379" });
    expect(press(rows, "eu-1:6379", "ArrowLeft")).toEqual({ do: "fold" });
    expect(press(rows, "ap-1:6379", "ArrowLeft")).toEqual({ do: "focus", id: "eu-1:6379" });
    expect(press(rows, "ap-1:6379", "ArrowRight")).toBeNull();
  });

  it("opens an instance with Enter and leaves other keys alone", () => {
    expect(press(rows, "ap-1:6379", "Enter")).toEqual({ do: "open", id: "ap-1:6379" });
    expect(press(rows, "ap-1:6379", "x")).toBeNull();
  });
});
