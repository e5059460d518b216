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
    <p role="status" className="min-w-0 flex-1 truncate text-12">
      {mover !== null && (
        <span>
          <b className="font-medium">Re-point {name}:</b>{" "}
          {silent ?? "drop it on its new upstream, or click that. Nothing is sent."}{" "}
          <span className="text-fg-2">Esc cancels.</span>
        </span>
      )}
    </p>
  );
}
