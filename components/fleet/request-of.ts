import type { Finding, PlanRequest } from "@/lib/contract";

/** The plan a finding proposes; null where it names an upstream-less move, which nobody can plan. */
export function requestOf({
  action,
  instance,
  upstream,
}: NonNullable<Finding["action"]>): PlanRequest | null {
  if (action === "promote" || action === "detach" || action === "backup") return { action, instance };
  return upstream === undefined ? null : { action, instance, upstream };
}
