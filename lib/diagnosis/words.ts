import { formatCount } from "@/lib/format";

/** A count with its noun: `1 host`, `2 hosts`. */
export const counted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;
