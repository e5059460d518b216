"use client";
import { Dialog } from "@/components/ui/dialog";
import { closeOverlay } from "../shell/overlays";
import { AddGroupForm } from "./add-group-form";

/** Adds a group from any page. */
export function AddGroupDialog() {
  return (
    <Dialog
      open
      onOpenChange={closeOverlay}
      title="Add group"
      description="One reachable instance is enough: the rest of its group is found from it."
    >
      <div className="px-5 py-4">
        <AddGroupForm onAdded={closeOverlay} />
      </div>
    </Dialog>
  );
}
