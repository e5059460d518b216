import type { ConsistencySettings, LabPlace, LabSettings } from "@/lib/contract";
import { formatBytes } from "@/lib/format";

/** What an experiment may do at most to servers that others use too. */
export const groupLimits = { writesPerSecond: 1_000, readsPerSecond: 5_000, bytes: 16 * 1_048_576 };

/** What one `bulk-read` asks for at most. */
export const BULK_KEYS = 10;

/** What a key takes beside its value, about: its name, its expiry, its places in two tables (dict.c, expire.c). */
const KEY_BYTES = 150;

/** One reason why an experiment cannot be made: the setting, and what to do. */
export interface LabRefusal {
  readonly path: string;
  readonly text: string;
}

interface Limit {
  readonly path: string;
  /** Null: the limit is kept. */
  readonly broken: (settings: LabSettings) => string | null;
}

const over = (what: string, asked: number, most: number): string | null =>
  asked <= most ? null : `${what} would be ${asked}; in a group at most ${most} are allowed.`;

/** In a group. On throw-away servers the contract's own limits are all. */
const limits: readonly Limit[] = [
  {
    path: "settings.kind",
    broken: ({ kind }) =>
      kind === "sync"
        ? "A full resync takes a replica's data away while it loads, so it is measured on throw-away servers alone. Choose throw-away servers, and fill in the group's figures."
        : null,
  },
  {
    path: "settings.links",
    broken: (settings) =>
      settings.kind === "consistency" && settings.links.length > 0
        ? "The links of a group cannot be slowed or cut from here. Leave links out, or choose throw-away servers."
        : null,
  },
  {
    path: "settings.chained",
    broken: (settings) =>
      settings.kind === "scaling" && settings.chained
        ? "A group is measured as it stands: nobody is re-pointed for it. Set chained to false, or choose throw-away servers."
        : null,
  },
  {
    path: "settings.writesPerSecond",
    broken: (settings) => {
      if (settings.kind === "sync") return null;
      const { writesPerSecond } = settings;
      return writesPerSecond === null
        ? `In a group a number is needed, at most ${groupLimits.writesPerSecond}.`
        : over("Writes per second", writesPerSecond, groupLimits.writesPerSecond);
    },
  },
  {
    path: "settings.readsPerSecond",
    broken: (settings) => {
      if (settings.kind === "sync") return null;
      if (settings.kind === "consistency")
        return over(
          `Reads per second, one in each mode after each write, of bulk-read up to ${BULK_KEYS},`,
          settings.writesPerSecond * readsPerWrite(settings),
          groupLimits.readsPerSecond,
        );
      return settings.readsPerSecond === null
        ? `In a group a number is needed, at most ${groupLimits.readsPerSecond}.`
        : over("Reads per second", settings.readsPerSecond, groupLimits.readsPerSecond);
    },
  },
  {
    path: "settings.keys",
    broken: (settings) => {
      if (settings.kind === "sync") return null;
      const bytes = settings.keys * (settings.valueBytes + KEY_BYTES);
      return bytes <= groupLimits.bytes
        ? null
        : `These keys would take about ${formatBytes(bytes)}; in a group at most ${formatBytes(groupLimits.bytes)} are allowed. Take fewer keys, or smaller values.`;
    },
  },
];

const readsPerWrite = ({ modes, keys }: ConsistencySettings): number =>
  modes.reduce((sum, mode) => sum + (mode === "bulk-read" ? Math.min(BULK_KEYS, keys) : 1), 0);

/** Why these settings are not possible in this place, each reason with the setting it is about; empty: they are. */
export function refusalsOf(where: LabPlace, settings: LabSettings): LabRefusal[] {
  if (where.place === "throwaway") return [];
  return limits.flatMap(({ path, broken }) => {
    const text = broken(settings);
    return text === null ? [] : [{ path, text }];
  });
}
