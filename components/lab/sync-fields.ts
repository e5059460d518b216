import type { SyncSettings } from "@/lib/contract";
import { field } from "./field";
import { count, flag, list, orNone, size } from "./texts";

type S = SyncSettings;
const MIB = 1_048_576;
const number = (limits: { min: number; max: number }) => ({ limits, text: count(limits) });
const bytes = (limits: { min: number; max: number }) => ({ limits, text: size(limits) });
const dataSize = { min: MIB, max: 4_096 * MIB };
const linkSpeed = { min: 1_000, max: 10_000_000_000 };

/** What a sync experiment can be told; the contract says the limits and what goes without saying. */
export const syncFields = {
  dataBytes: field<S, number[]>({
    name: "data",
    label: "Sizes of the data",
    hint: "A full resync of each: 16MiB, 64MiB.",
    initial: [16 * MIB, 64 * MIB],
    limits: dataSize,
    text: list(size(dataSize), 1, 6),
    of: ({ dataBytes }) => dataBytes,
  }),
  bytesPerSecond: field<S, (number | null)[]>({
    name: "speeds",
    label: "Speeds of the link, a second",
    hint: "full: as fast as this machine can.",
    initial: [null],
    limits: linkSpeed,
    text: list(orNone(size(linkSpeed), "full"), 1, 6),
    of: ({ bytesPerSecond }) => bytesPerSecond,
  }),
  outageSeconds: field<S, number>({
    name: "outage",
    label: "Link cut for",
    unit: "s",
    initial: 3,
    ...number({ min: 1, max: 120 }),
    of: ({ outageSeconds }) => outageSeconds,
  }),
  writeBytesPerSecond: field<S, number>({
    name: "writes",
    label: "Written meanwhile, a second",
    initial: MIB,
    ...bytes({ min: 0, max: 100 * MIB }),
    of: ({ writeBytesPerSecond }) => writeBytesPerSecond,
  }),
  backlogBytes: field<S, number>({
    name: "backlog",
    label: "repl-backlog-size",
    initial: MIB,
    ...bytes({ min: 16_384, max: 4_096 * MIB }),
    of: ({ backlogBytes }) => backlogBytes,
  }),
  delayMs: field<S, number>({
    name: "delay",
    label: "Delay of the link",
    unit: "ms",
    initial: 0,
    ...number({ min: 0, max: 1_000 }),
    of: ({ delayMs }) => delayMs,
    more: true,
  }),
  diskless: field<S, boolean>({
    name: "diskless",
    label: "Without a file at the primary (repl-diskless-sync)",
    initial: true,
    text: flag,
    of: ({ diskless }) => diskless,
    input: { is: "flag" },
    more: true,
  }),
};
