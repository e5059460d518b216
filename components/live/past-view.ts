import type { Group, Problem } from "@/lib/contract";
import type { Picture } from "./picture";

/** One group as it was at `atMs` (Unix milliseconds), as far as the page has it. */
export type PastView = { readonly group: string; readonly atMs: number } & (
  | {
      readonly is: "reading" /** What stood there before, and stays until the answer. */;
      readonly before: Group | null;
    }
  | { readonly is: "there"; readonly picture: Group }
  /** Nothing is known of that moment, or it could not be asked. */
  | { readonly is: "missing"; readonly problem: Problem }
);

/** The group to show: as it was, where the page shows the past of it. The present one never stands in for a past that is not known. */
export function shownGroup(
  { past, view }: { readonly past: PastView | null; readonly view: Picture },
  groupId: string,
): Group | null {
  if (past === null || past.group !== groupId) return view.groups[groupId] ?? null;
  if (past.is === "reading") return past.before;
  return past.is === "there" ? past.picture : null;
}
