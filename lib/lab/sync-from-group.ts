import type { Group, Instance, SyncSettings } from "@/lib/contract";
import { SyncSettings as Schema } from "@/lib/contract";
import { formatBytes, formatRate } from "@/lib/format";

/** Settings as a group's figures suggest them, and what is to be known about that. */
export interface Suggested {
  readonly settings: SyncSettings;
  /** What was not known or lies beyond what can be measured, a sentence each. */
  readonly notes: readonly string[];
}

const MIB = 1_048_576;

interface Figure {
  readonly key: "dataBytes" | "writeBytesPerSecond" | "backlogBytes";
  readonly name: string;
  readonly of: (primary: Instance) => number | null;
  readonly least: number;
  readonly most: number;
  readonly format: (value: number) => string;
}

const figures: readonly Figure[] = [
  {
    key: "dataBytes",
    name: "size of the data set",
    of: ({ memory }) => memory?.dataBytes ?? null,
    least: MIB,
    most: 4_096 * MIB,
    format: formatBytes,
  },
  {
    key: "writeBytesPerSecond",
    name: "write rate",
    of: ({ writeBytesPerSecond }) => writeBytesPerSecond,
    least: 0,
    most: 100 * MIB,
    format: formatRate,
  },
  {
    key: "backlogBytes",
    name: "size of the backlog",
    of: ({ backlog }) => backlog?.sizeBytes ?? null,
    least: 16_384,
    most: 4_096 * MIB,
    format: formatBytes,
  },
];

/** The settings with which throw-away servers stand for this group's primary. What is not known keeps its default. */
export function syncFromGroup(group: Pick<Group, "name" | "primary" | "instances">): Suggested {
  const base = Schema.parse({ kind: "sync" });
  const primary = group.instances.find(({ id }) => id === group.primary);
  if (primary === undefined)
    return { settings: base, notes: [`${group.name} has no single primary now, so these are the defaults.`] };
  const notes: string[] = [];
  let settings = base;
  for (const figure of figures) {
    const value = figure.of(primary);
    if (value === null) {
      notes.push(`The ${figure.name} of ${primary.name} is not known, so the default stands.`);
      continue;
    }
    const within = Math.round(Math.min(figure.most, Math.max(figure.least, value)));
    if (value < figure.least || value > figure.most)
      notes.push(
        `The ${figure.name} of ${primary.name} is ${figure.format(value)}; ${figure.format(within)} is the nearest that can be measured.`,
      );
    settings = { ...settings, [figure.key]: figure.key === "dataBytes" ? [within] : within };
  }
  return { settings, notes };
}
