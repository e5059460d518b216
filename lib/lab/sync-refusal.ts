import type { LabPlace, SyncSettings } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import { estimateSeconds, LONGEST_SECONDS } from "./sync-estimate";

/** What the machine has for the servers of an experiment; null: it does not say. */
export interface Room {
  readonly memoryBytes: number | null;
  readonly diskBytes: number | null;
}

export interface SyncRequest {
  readonly settings: SyncSettings;
  readonly place: LabPlace["place"];
  readonly room: Room;
}

const MIB = 1_048_576;
/** The primary, and the replica of the measurement that goes on; those of the others hold nothing. */
const HOLDERS = 2;
/** Keys, tables and what an allocator rounds up: 1.03 was measured with these values. */
const OVERHEAD = 1.25;
const SERVER_BYTES = 16 * MIB;

/** What the largest of the sizes takes. */
export function syncNeeds({ dataBytes, backlogBytes, bytesPerSecond, diskless }: SyncSettings): {
  readonly memoryBytes: number;
  readonly diskBytes: number;
} {
  const largest = Math.max(...dataBytes);
  const servers = 1 + bytesPerSecond.length;
  return {
    memoryBytes: HOLDERS * (largest * OVERHEAD + backlogBytes) + servers * SERVER_BYTES,
    // The replica receives into a file in either case; with a file the primary has one too.
    diskBytes: (diskless ? 1 : 2) * largest * OVERHEAD + servers * MIB,
  };
}

/** Why resyncs are not measured in a group. */
export const NOT_IN_A_GROUP =
  "Resyncs are measured on throw-away servers alone: a full resync of a real replica takes its data away while it loads. Fill the settings in from the group's figures instead.";

interface Check {
  readonly id: "place" | "time" | "memory" | "disk";
  /** Null: nothing is against it. */
  readonly refusal: (request: SyncRequest) => string | null;
}

/** Why an experiment is not begun; the first that holds is told. */
export const syncChecks: readonly Check[] = [
  {
    id: "place",
    refusal: ({ place }) => (place === "throwaway" ? null : NOT_IN_A_GROUP),
  },
  {
    id: "time",
    refusal: ({ settings }) => {
      const seconds = estimateSeconds(settings);
      return seconds <= LONGEST_SECONDS
        ? null
        : `It would take about ${formatSeconds(seconds)}, and an experiment may take ${formatSeconds(LONGEST_SECONDS)}: choose smaller sizes, faster links, or fewer of them.`;
    },
  },
  {
    id: "memory",
    refusal: ({ settings, room }) =>
      lacks(
        syncNeeds(settings).memoryBytes,
        room.memoryBytes,
        settings,
        (need, have) =>
          `The primary and its replica would take about ${need} of memory, and ${have} may be taken here, half of what is free`,
      ),
  },
  {
    id: "disk",
    refusal: ({ settings, room }) =>
      lacks(
        syncNeeds(settings).diskBytes,
        room.diskBytes,
        settings,
        (need, have) => `The copies would take about ${need} of disk, and ${have} is free here`,
      ),
  },
];

/** A sentence that says what is against it and what to do; null: nothing is. */
export function syncRefusal(request: SyncRequest): string | null {
  for (const { refusal } of syncChecks) {
    const said = refusal(request);
    if (said !== null) return said;
  }
  return null;
}

function lacks(
  needBytes: number,
  haveBytes: number | null,
  { dataBytes }: SyncSettings,
  say: (need: string, have: string) => string,
): string | null {
  if (haveBytes === null || needBytes <= haveBytes) return null;
  const largest = formatBytes(Math.max(...dataBytes));
  return `${say(formatBytes(needBytes), formatBytes(haveBytes))}: choose less than ${largest} of data.`;
}
