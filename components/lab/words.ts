import type { ShownState } from "@/components/ui/tone";
import type { Experiment, LabKind, LabPlace, ReadMode } from "@/lib/contract";

/** What each kind of experiment is called and what it finds out, in two sentences. */
export const kindWords: Readonly<Record<LabKind, { noun: string; what: string }>> = {
  consistency: {
    noun: "Consistency",
    what: "Writes through the primary and reads each write back in several ways at once, to see who gets an old value and how old it is. While it runs, the links of throw-away replicas can be slowed, held and cut.",
  },
  scaling: {
    noun: "Scaling",
    what: "Puts the same load on the primary alone, then with more and more replicas to read from, fanned out and chained. It shows what replicas give to reads, and what they cost writes, network and processors.",
  },
  sync: {
    noun: "Sync",
    what: "Times a full resync of each size, then cuts the link under writes and sees whether the backlog saves the next one. It says how large repl-backlog-size would have had to be.",
  },
};
export const kinds: readonly LabKind[] = ["consistency", "scaling", "sync"];

export const experimentWords: Readonly<Record<Experiment["state"], { word: string; shape: ShownState }>> = {
  running: { word: "Running", shape: "syncing" },
  done: { word: "Done", shape: "online" },
  stopped: { word: "Stopped", shape: "lagging" },
  failed: { word: "Failed", shape: "unreachable" },
  interrupted: { word: "Interrupted", shape: "unknown" },
};

/** The ways to read, simplest first, and what each does. */
export const modeWords: Readonly<Record<ReadMode, { name: string; what: string }>> = {
  primary: { name: "The primary", what: "always, whatever the replicas have" },
  replica: { name: "One replica", what: "always the same one, whatever it has" },
  read: { name: "Replicas in turn", what: "each healthy one, by the router" },
  "bulk-read": { name: "Many keys over all replicas", what: "ten at once, by the router" },
  "max-lag-bytes": { name: "At most so many bytes behind", what: "by the router, else the primary" },
  "max-lag-seconds": { name: "At most so long behind", what: "by the router, else the primary" },
  "read-your-writes": { name: "What one has written oneself", what: "a replica that is proven to have it" },
  "read-latest": { name: "The latest, or none", what: "the primary, once it is sure to be the only one" },
};
export const readModes: readonly ReadMode[] = [
  "primary",
  "replica",
  "read",
  "bulk-read",
  "max-lag-bytes",
  "max-lag-seconds",
  "read-your-writes",
  "read-latest",
];

/** @param nameOf of a group, by its id */
export const placePhrase = (where: LabPlace, nameOf: (group: string) => string): string =>
  where.place === "throwaway" ? "on throw-away servers" : `in ${nameOf(where.group)}`;

/** The same without its preposition. */
export const placeText = (where: LabPlace, nameOf: (group: string) => string): string =>
  where.place === "throwaway" ? "throw-away servers" : nameOf(where.group);
