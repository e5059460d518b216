import type { Stragglers } from "@/lib/contract";
import { formatCount } from "@/lib/format";

const many = (n: number, one: string, more: string): string => `${formatCount(n)} ${n === 1 ? one : more}`;

/** Writes per second, to a tenth where they are few. */
const often = (perSecond: number): string =>
  perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));

/** `12 clients, 3 of them write`. */
export const clientsWord = ({ clients, writers }: Stragglers): string =>
  clients === 0
    ? "no client"
    : `${many(clients, "client", "clients")}${writers === 0 ? "" : writers === clients ? (clients === 1 ? ", and it writes" : ", and all write") : `, ${formatCount(writers)} of them ${writers === 1 ? "writes" : "write"}`}`;

/** `340 writes/s refused`, `4,080 refused since`; empty where the server counts none. */
export function refusedWords({ refused, refusedPerSecond }: Stragglers): string[] {
  if (refused === null) return ["its version does not count refused writes"];
  return [
    ...(refusedPerSecond === null ? [] : [`${often(refusedPerSecond)}\u00a0writes/s refused`]),
    `${formatCount(refused)} in all`,
  ];
}
