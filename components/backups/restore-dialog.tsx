"use client";
import clsx from "clsx";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { liveStore, useActionsBlocked } from "@/components/live/store";
import { useWithheld } from "@/components/live/who";
import { useActionLauncher } from "@/components/runs/launcher";
import { useGroupName } from "@/components/runs/use-group-options";
import { openOverlay } from "@/components/shell/overlays";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";
import { type RestoreTarget, restoreTargets } from "./restore-targets";

/** Which instance a backup is restored into: empty primaries, and why every other is none. Choosing opens the plan. */
export function RestoreDialog({ backup, onClose }: { backup: Backup; onClose: () => void }) {
  const { open } = useActionLauncher();
  const name = useGroupName(backup.group);
  const groups = useStore(
    liveStore,
    useShallow((state) => Object.values(state.head.groups)),
  );
  const targets = restoreTargets(groups);
  const addGroup = (): void => {
    onClose();
    openOverlay("add-group");
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Restore the backup of ${name} into…`}
      description={`${formatCount(backup.keys)} keys, ${formatBytes(backup.sizeBytes)}. Choosing opens a plan; nothing is sent.`}
      footer={
        <>
          <Button blocked={useWithheld("admin", null)} onClick={addGroup}>
            Add group…
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {targets.every(({ blocked }) => blocked !== null) && <NoneEmpty />}
      <ul aria-label="Instances" className="py-1.5">
        {targets.map((target) => (
          <li key={target.instance.id}>
            <Choice
              target={target}
              onChoose={() => {
                onClose();
                open({ action: "restore", instance: target.instance.id, backup: backup.id }, target.group.id);
              }}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** How an empty instance comes into the list: the one thing to know where there is none. */
const NoneEmpty = () => (
  <p className="whitespace-normal text-pretty border-b px-5 py-3 text-fg-2">
    No empty instance is watched. Start a server of the same version or newer with nothing in it, and add it
    as a group of its own; it then stands here. A restore never goes into an instance that holds anything.
  </p>
);

const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${words.endsWith(".") ? "" : "."}`;

function Choice({ target, onChoose }: { target: RestoreTarget; onChoose: () => void }) {
  const { group, instance } = target;
  const actions = useActionsBlocked(group.id);
  const blocked = target.blocked ?? actions;
  return (
    <button
      type="button"
      aria-disabled={blocked !== null || undefined}
      onClick={() => blocked === null && onChoose()}
      className={clsx(
        "-outline-offset-2! grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-5 py-1.5 text-left",
        blocked === null ? "hover:bg-inset" : "cursor-not-allowed text-fg-3",
      )}
    >
      <span className="mono truncate font-medium leading-[18px]">{instance.name}</span>
      <span className="text-fg-3">{group.name}</span>
      <span className="col-span-2 text-pretty text-fg-3">{sentence(blocked ?? "empty")}</span>
    </button>
  );
}
