import type { AddGroup, Group } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import { parseSeed } from "@/server/redis/seed";

/** Whether a seed is a socket of this machine's file system, as only who has an account on it may name one. */
export function isSocketPath(seed: string): boolean {
  const read = parseSeed(seed);
  return read.ok && "path" in read.value.endpoint;
}

/** What comes over the network names hosts alone. @throws ProblemError `bad-group` */
export function refuseSocketPaths({ name, seeds }: AddGroup): void {
  const index = seeds.findIndex(isSocketPath);
  if (index !== -1)
    throw bad(
      name,
      `seed ${index + 1} is a Unix socket: those are named in the settings file or on the command line alone.`,
    );
}

/** A group that was just added and has a seed where none may lie is not kept. @throws ProblemError `bad-group` */
export function refuseOutsiders(group: Group, seeds: readonly string[]): void {
  const outside = group.instances.find(
    ({ id, unreachableReason }) => unreachableReason === "not-allowed" && seeds.includes(id),
  );
  if (outside !== undefined) throw bad(group.name, outside.problem ?? `${outside.id} is not allowed.`);
}

const bad = (name: string, detail: string): ProblemError =>
  new ProblemError(400, "bad-group", "This group cannot be watched", `Group "${name}": ${detail}`);
