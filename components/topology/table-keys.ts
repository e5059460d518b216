import type { Row } from "./rows";

export type TableStep =
  | { readonly do: "focus"; readonly id: string }
  | { readonly do: "open"; readonly id: string }
  | { readonly do: "fold" }
  | { readonly do: "unfold" };

/** What a key does on `row` of a treegrid; null: nothing. Source: WAI-ARIA Authoring Practices, Treegrid, rows first. */
export function stepRow(rows: readonly Row[], row: Row, key: string): TableStep | null {
  const at = rows.findIndex(({ id }) => id === row.id);
  const focus = (target: Row | undefined): TableStep | null =>
    target === undefined ? null : { do: "focus", id: target.id };
  switch (key) {
    case "ArrowDown":
      return focus(rows[at + 1]);
    case "ArrowUp":
      return focus(rows[at - 1]);
    case "Home":
      return focus(rows[0]);
    case "End":
      return focus(rows.at(-1));
    case "ArrowRight":
      return row.open === false ? { do: "unfold" } : row.open === true ? focus(rows[at + 1]) : null;
    case "ArrowLeft":
      return row.open === true ? { do: "fold" } : focus(rows.find(({ id }) => id === row.parent));
    case "Enter":
      if (row.kind === "stack") return { do: row.open === true ? "fold" : "unfold" };
      return row.kind === "instance" ? { do: "open", id: row.id } : null;
    default:
      return null;
  }
}
