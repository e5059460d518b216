import { formatBytes, formatRate } from "@/lib/format";
import type { SyncCase } from "./sync-estimate";

/** What a measurement is called: `64.0 MiB at 1.00 MiB/s`. */
export const caseWords = ({ dataBytes, bytesPerSecond }: SyncCase): string =>
  `${formatBytes(dataBytes)} at ${speedWords(bytesPerSecond)}`;

/** The speed of a link: `1.00 MiB/s`, `full speed`. */
export const speedWords = (bytesPerSecond: number | null): string =>
  bytesPerSecond === null ? "full speed" : formatRate(bytesPerSecond);
