import type { Lineage } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";

type Branch = Lineage["branches"][number];
export type LineageMember = Branch["members"][number];

/** A replid in the eight digits that tell it from the others. */
export const shortReplid = (replid: string): string => replid.slice(0, 8);

/** Where a history comes from, in a sentence. */
export const originOf = ({ parent, from }: Branch): string =>
  parent === null || from === null
    ? "the oldest one known here"
    : `continues ${shortReplid(parent)} from offset ${formatCount(from)}`;

/** What following the primary would mean for a member; null for the primary, and for who shares its history. */
export function rejoinOf(
  member: LineageMember,
  ofPrimary: boolean,
  primary: string | null,
): { readonly text: string; readonly loses: boolean } | null {
  if (primary === null || member.resync === null) return null;
  if (ofPrimary && (member.ownBytes ?? 0) === 0) return null;
  const copy = copyOf(member);
  if (member.ownBytes === null)
    return member.offset === null
      ? { text: "Where it stands is not known now.", loses: false }
      : {
          text: `Nothing shows that it shares anything with ${primary}: following it replaces all it holds${copy}.`,
          loses: true,
        };
  if (member.ownBytes === 0)
    return { text: `Nothing of its own. Following ${primary}: ${member.resync}${copy}.`, loses: false };
  return {
    text: `${formatBytes(member.ownBytes)} of its own. Following ${primary} drops ${member.resync === "full" ? "them" : "what differs"}${copy}.`,
    loses: true,
  };
}

function copyOf({ resync, copyBytes }: LineageMember): string {
  if (copyBytes === null) return "";
  if (resync === "partial") return `, ${formatBytes(copyBytes)} to send`;
  return resync === "full" ? `, at most ${formatBytes(copyBytes)} to copy` : "";
}
