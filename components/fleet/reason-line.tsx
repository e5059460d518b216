"use client";
import { useActionsBlocked } from "@/components/live/store";
import { useActionLauncher } from "@/components/runs/launcher";
import { actionWords } from "@/components/runs/wording";
import type { Reason } from "./row";

/** Why a row is not simply online, in a sentence, and the plan that would put it right. */
export function ReasonLine({ group, reason }: { group: string; reason: Reason }) {
  return (
    <td className="col-span-full flex min-w-0 gap-3 text-12 text-fg-2 max-md:order-5 md:col-start-2 md:col-end-[-1]">
      <span className="min-w-0 flex-1 truncate max-md:line-clamp-2 max-md:whitespace-normal">
        {ended(reason.title)} <span className="text-fg-3">{reason.detail}</span>
      </span>
      {reason.more > 0 && <span className="whitespace-nowrap text-fg-3">and {reason.more} more</span>}
      {reason.action !== null && <Remedy group={group} action={reason.action} />}
    </td>
  );
}

function Remedy({ group, action }: { group: string; action: NonNullable<Reason["action"]> }) {
  const launcher = useActionLauncher();
  const blocked = useActionsBlocked(group);
  if (blocked !== null) return null;
  const { action: kind, instance, upstream } = action;
  const open = (): void => {
    if (kind !== "repoint" && kind !== "attach") launcher.open({ action: kind, instance }, group);
    else if (upstream === undefined) launcher.choose(kind, instance, group);
    else launcher.open({ action: kind, instance, upstream }, group);
  };
  return (
    <button
      type="button"
      onClick={open}
      className="relative z-1 whitespace-nowrap font-medium text-accent before:absolute before:-inset-x-2 before:-inset-y-1 hover:underline"
    >
      {actionWords[kind].verb}…
    </button>
  );
}

/** A title that is followed by another sentence ends as one. */
const ended = (title: string): string => (/[.!?]$/.test(title) ? title : `${title}.`);
