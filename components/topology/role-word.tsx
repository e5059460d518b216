import type { Instance } from "@/lib/contract";

/** The role: a primary's stands out by inversion, not by colour. */
export function RoleWord({ role }: { role: Instance["role"] }) {
  if (role === "primary")
    return (
      <span className="rounded-[3px] bg-fg px-1.5 font-medium text-12 text-surface leading-4">Primary</span>
    );
  return <span className="text-12 text-fg-3">{role === "replica" ? "Replica" : "Role unknown"}</span>;
}
