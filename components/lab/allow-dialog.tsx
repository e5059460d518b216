"use client";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { api } from "@/components/live/api";
import { useRequest } from "@/components/people/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { AllowLab, LabPlace } from "@/lib/contract";

/** Allows experiments in a place or forbids them, and says before it what that means. */
export function AllowDialog({
  where,
  name,
  allowed,
  onClose,
  onDone,
}: {
  where: LabPlace;
  name: string;
  /** What it is to be. */
  allowed: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const body: AllowLab = { allowed };
  const { problem, sending, send } = useRequest(() => api.send(pathOf(where), body), onDone);
  const verb = allowed ? "Allow" : "Forbid";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={where.place === "group" ? `${verb} experiments in ${name}?` : `${verb} throw-away servers?`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={send} blocked={sending ? "It is on its way to Tidemark." : null}>
            {verb} experiments
          </Button>
        </>
      }
    >
      <ConfirmFirst problem={problem} onConfirmed={send} />
      <ul className="flex list-disc flex-col gap-1.5 whitespace-normal text-pretty py-4 pr-5 pl-9">
        {meaning(where, allowed).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Dialog>
  );
}

const pathOf = (where: LabPlace): string =>
  where.place === "group" ? `/api/groups/${encodeURIComponent(where.group)}/lab` : "/api/lab/throwaway";

function meaning({ place }: LabPlace, allowed: boolean): string[] {
  if (!allowed) return ["No new experiment can be started there.", "What was measured stays."];
  if (place === "throwaway")
    return [
      "Operators of all groups may start servers on the machine that Tidemark runs on, one experiment at a time.",
      "They listen on loopback alone, keep nothing, and are stopped and removed when the experiment ends.",
      "While it runs it takes processor, memory and, for sync, as much memory as the data it is told to copy, twice.",
    ];
  return [
    "Operators of this group may write to its primary and read from its instances, one experiment at a time.",
    "Every key begins with tidemark:lab: and the experiment’s id, and expires by itself. No other key is read or written.",
    "How many writes and reads a second, and how many bytes of keys, is limited; the limits stand beside the places.",
    "At the end, and on Stop, the keys are removed. Roles, links and settings of the instances are not touched.",
  ];
}
