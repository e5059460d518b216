import { formatBytes } from "@/lib/format";
import type { RdbReport } from "@/lib/rdb";
import { DrillFault } from "./fault";

const MIB = 1024 * 1024;
/** What a server that holds nothing takes of its address space, with room to spare: measured 60 MiB (Redis 7.0). */
const BASE_BYTES = 512 * MIB;
/** Allocators round up, and another version may hold the same data less tightly. */
const SLACK = 2;
/** Where the file does not say what its data took at the source: small elements take many times their bytes in a file. */
const UNTOLD_FACTOR = 30;

/**
 * How much address space the server may have. Twice what the data took at the source (the file's `used-mem`) or its texts take
 * once they are inflated, and a base; never more than `capBytes`.
 * @throws DrillFault where the texts alone are known to take more than the cap
 */
export function memoryLimit(
  { aux, bytes, inflatedBytes }: Pick<RdbReport, "aux" | "bytes" | "inflatedBytes">,
  capBytes: number,
): number {
  if (inflatedBytes > capBytes)
    throw new DrillFault(
      `Not loaded: the file of ${formatBytes(bytes)} takes at least ${formatBytes(inflatedBytes)} of memory once it is inflated, ` +
        `and a drill may take ${formatBytes(capBytes)} here, half of what is free. Drill it on a host with more memory.`,
    );
  const told = Math.max(aux.usedMemoryBytes ?? bytes * UNTOLD_FACTOR, inflatedBytes);
  return Math.floor(Math.min(capBytes, BASE_BYTES + SLACK * told));
}

/** Half of what this process could still have, its control group's limit among it. Bytes. */
export const memoryCap = (): number => process.availableMemory() / 2;
