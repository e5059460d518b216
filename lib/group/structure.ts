import type { Group, Instance } from "@/lib/contract";

/** Whether roles, links (whom it follows, whether that link is up) or members differ: what a plan is bound to. */
export function structureChanged(before: Group | null, now: Pick<Group, "primary" | "instances">): boolean {
  if (before === null || before.primary !== now.primary || before.instances.length !== now.instances.length)
    return true;
  const known = new Map(before.instances.map((instance) => [instance.id, instance]));
  return now.instances.some((instance) => {
    const old = known.get(instance.id);
    return old === undefined || !alike(old, instance);
  });
}

const alike = (a: Instance, b: Instance): boolean =>
  a.role === b.role &&
  a.detached === b.detached &&
  a.upstream === b.upstream &&
  (a.link?.state === "up") === (b.link?.state === "up");
