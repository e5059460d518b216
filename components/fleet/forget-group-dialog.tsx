"use client";
import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { api, problemOf } from "@/components/live/api";
import { useGroup } from "@/components/live/store";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Problem } from "@/lib/contract";
import { closeOverlay } from "../shell/overlays";
import { groupHref } from "../shell/pages";

/** Stops watching a group. Nothing is sent to its servers, so one button is enough. */
export function ForgetGroupDialog({ groupId }: { groupId: string }) {
  const name = useGroup(groupId, (group) => group?.name ?? groupId);
  const router = useRouter();
  const path = usePathname();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);

  const forget = (): void => {
    setSending(true);
    api.delete(`/api/groups/${encodeURIComponent(groupId)}`).then(
      () => {
        closeOverlay();
        if (path === groupHref(groupId)) router.push("/");
      },
      (error: unknown) => {
        setProblem(problemOf(error));
        setSending(false);
      },
    );
  };

  return (
    <Dialog
      open
      onOpenChange={closeOverlay}
      title={`Stop watching ${name}?`}
      footer={
        <>
          <Button onClick={closeOverlay}>Keep watching</Button>
          <Button variant="primary" disabled={sending} onClick={forget}>
            Stop watching {name}
          </Button>
        </>
      }
    >
      <ConfirmFirst problem={problem} onConfirmed={forget} />
      <p className="px-5 py-4">
        Tidemark forgets the group and its login. Nothing is sent to the servers: they go on as they are, and
        you can add the group again.
      </p>
    </Dialog>
  );
}
