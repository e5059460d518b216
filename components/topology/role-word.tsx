import type { Instance } from "@/lib/contract";

/** The role: the primary's stands out by inversion, not by colour; a detached one is outlined. */
export function RoleWord({ role, detached }: Pick<Instance, "role" | "detached">) {
  if (detached)
    return (
      <span className="rounded-[3px] border border-strong px-1.5 font-medium text-12 leading-4">
        Detached
      </span>
    );
  if (role === "primary")
    return (
      <span className="rounded-[3px] bg-fg px-1.5 font-medium text-12 text-surface leading-4">Primary</span>
    );
  return <span className="text-12 text-fg-3">{role === "replica" ? "Replica" : "Role unknown"}</span>;
}
