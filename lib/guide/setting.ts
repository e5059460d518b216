import { isAtLeast, type ServerVersion } from "@/lib/info/version";
import type { GuideFacts, GuideServer } from "./facts";
import type { Secrets } from "./secrets";

/** Whom a line is written for. */
export interface Place<At> {
  readonly facts: GuideFacts;
  readonly at: At;
  readonly secrets: Secrets;
}

/** A row of a table of settings: what is written for one server, and why. */
export interface Setting<At> {
  /** The setting as Redis spells it. */
  readonly id: string;
  readonly section: string;
  /** The first version of Redis that knows it, and the last; left out: all from 6.0 to Valkey 9. Valkey continues Redis 7.2. */
  readonly since?: readonly [major: number, minor: number];
  readonly before?: readonly [major: number, minor: number];
  /** What stands after the name, a line each; none: it is not written there. */
  readonly values: (place: Place<At>) => readonly string[];
  /** In a sentence or two, with the numbers it was worked out from. */
  readonly why: (place: Place<At>) => string;
  /** Where the server says so. */
  readonly source: string;
}

/** A setting of an instance, which can be held against what the instance has. */
export interface InstanceSetting extends Setting<GuideServer> {
  /** Whether what an instance has will do, as CONFIG GET gives it; left out: they are not compared. */
  readonly holds?: (now: string, advised: readonly string[]) => boolean;
  /** Taken from the file at the start alone. */
  readonly restart?: true;
}

export const isKnown = (
  { since, before }: Pick<Setting<never>, "since" | "before">,
  version: ServerVersion,
): boolean =>
  (since === undefined || isAtLeast(version, ...since)) &&
  !(before !== undefined && isAtLeast(version, ...before));

export const always =
  (...values: readonly string[]) =>
  (): readonly string[] =>
    values;
export const because = (why: string) => (): string => why;
export const same = (now: string, [advised]: readonly string[]): boolean => now === advised;

/** A path as redis.conf takes it. Source: sds.c, sdssplitargs. */
export const quoted = (path: string): string => `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
