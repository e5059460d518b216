"use client";
import { useHealth } from "@/components/live/store";
import { Tooltip } from "@/components/ui/tooltip";

/** What this page may do, and to whom. */
export function ModeChip() {
  const health = useHealth();
  if (health === null) return null;
  const [word, meaning] = health.demo
    ? ["Demo", "Real servers that Tidemark started on this machine: play with them."]
    : health.actions.enabled
      ? ["Live servers", "Real servers; actions are allowed."]
      : ["Read-only", health.actions.reason ?? "Actions are switched off in the settings."];
  return (
    <Tooltip text={meaning}>
      <span className="ml-3 hidden h-5 whitespace-nowrap rounded border px-1.5 text-12 text-fg-2 leading-[18px] sm:block">
        {word}
      </span>
    </Tooltip>
  );
}
