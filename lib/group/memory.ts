import type { Finding } from "@/lib/contract";
import { createFindingClock, type FindingClock } from "@/lib/diagnosis/clock";
import type { Branch } from "@/lib/lag/branches";
import { createSentinelMemory, type SentinelMemory } from "@/lib/sentinel/memory";
import { createEventMemory, type EventMemory } from "./event-memory";
import type { FormerMemory } from "./former";
import { createHandoverMemory, type HandoverMemory } from "./handover";
import type { LinkStories } from "./link-story";
import type { InstanceId } from "./member";
import type { ProcessMemory } from "./process-memory";
import type { RefusalMemory } from "./refusals";

/** Where a full copy stood when it was first seen: its pace is measured from there. */
export interface CopyStart {
  readonly atMs: number;
  readonly doneBytes: number;
}

/**
 * What one group's derivations remember from one to the next: since when a condition holds, which link was up.
 * Made once per group and handed to each `deriveGroup`, which changes it.
 */
export interface DeriveMemory {
  readonly findings: FindingClock;
  readonly events: EventMemory;
  readonly copies: Map<InstanceId, CopyStart>;
  readonly stories: LinkStories;
  readonly processes: Map<InstanceId, ProcessMemory>;
  readonly handover: HandoverMemory;
  readonly formers: FormerMemory;
  readonly refusals: RefusalMemory;
  readonly sentinel: SentinelMemory;
  /** Where the histories of its primaries branched off, by replid; the oldest first. */
  readonly forks: Map<string, Branch>;
}

/** @param open findings that were open when the process last stopped: they keep their `since`, and are not told again. */
export const createDeriveMemory = (open: readonly Finding[] = []): DeriveMemory => ({
  findings: createFindingClock(open),
  events: createEventMemory(),
  copies: new Map(),
  stories: new Map(),
  processes: new Map(),
  handover: createHandoverMemory(),
  formers: new Map(),
  refusals: new Map(),
  sentinel: createSentinelMemory(),
  forks: new Map(),
});
