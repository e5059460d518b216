import { type BackupStanding, backupFacts } from "@/lib/backup/facts";
import type { Backup, Group } from "@/lib/contract";
import { deriveGroup } from "@/lib/group/derive";
import type { Member } from "@/lib/group/member";
import { deriveInput, membersOf } from "@/lib/group/members.fixture";
import { createDeriveMemory } from "@/lib/group/memory";
import { OffsetTracks } from "@/lib/lag/tracks";
import type { FleetListener } from "@/server/ports";
import type { WatchedFleet } from "./fleet";

interface Told {
  readonly group: Group;
  readonly members: ReturnType<typeof membersOf>;
  readonly carried: { readonly tracks: OffsetTracks; readonly memory: ReturnType<typeof createDeriveMemory> };
}

/** A fleet of which a test says what it knows: each group derived from readings, as the poller's are. */
export class ToldFleet implements WatchedFleet {
  private readonly known = new Map<string, Told>();
  private readonly backups = new Map<string, BackupStanding>();
  private readonly listeners = new Set<FleetListener>();

  groups = (): Group[] => [...this.known.values()].map(({ group }) => group);
  members = (id: string): ReturnType<typeof membersOf> => this.known.get(id)?.members ?? membersOf();
  listen = (listener: FleetListener): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** The members of a group are now these, `ms` after the tests' clocks began. */
  tell(id: string, ms: number, ...list: Member[]): void {
    const members = membersOf(...list);
    const before = this.known.get(id);
    const carried = before?.carried ?? {
      tracks: new OffsetTracks({ windowMs: 900_000, maxSamples: 10_000 }),
      memory: createDeriveMemory(),
    };
    const told = {
      id,
      name: id,
      previous: before?.group ?? null,
      backups: this.backups.get(id) ?? null,
      ...carried,
    };
    const { group, rows } = deriveGroup(deriveInput(members, ms, told));
    this.known.set(id, { group, members, carried });
    for (const { tick } of this.listeners) tick?.(group, rows, ms);
  }

  /** From the next `tell` on these are the backups of the group. */
  backUp(id: string, ...backups: Backup[]): void {
    const policy = { maxAgeMs: 1e12, drillMaxAgeMs: 1e12, drillsScheduled: false };
    this.backups.set(id, { facts: backupFacts(backups), policy, knownSinceMs: 0 });
  }

  forget(id: string): void {
    this.known.delete(id);
    for (const { gone } of this.listeners) gone?.(id);
  }
}
