"use client";
import { useGroup } from "@/components/live/store";
import { useVerdicts } from "@/components/runs/upstream-verdicts";
import { useMover } from "./repoint";

/** What is being done, while a replica is moved, and how to leave it. */
export function MoveHint({ groupId }: { groupId: string }) {
  const mover = useMover();
  const name = useGroup(
    groupId,
    (group) => group?.instances.find(({ id }) => id === mover)?.name ?? mover ?? "",
  );
  const silent = useVerdicts(mover, (verdicts) =>
    verdicts.is === "silent" ? verdicts.problem.detail : null,
  );
  return (
    <p
      role="status"
      className="-translate-x-1/2 pointer-events-none absolute bottom-2 left-1/2 z-10 max-w-[calc(100%-24px)]"
    >
      {mover !== null && (
        <span className="block rounded-md border border-strong bg-surface px-3 py-1.5 text-12">
          <b className="font-medium">Re-point {name}:</b>{" "}
          {silent ?? "drop it on, or click, its new upstream. That opens a plan; nothing is sent."}{" "}
          <span className="text-fg-2">Esc cancels.</span>
        </span>
      )}
    </p>
  );
}
