"use client";
import { liveStore } from "@/components/live/store";
import { whoStore } from "@/components/live/who";
import { withheldReason } from "@/components/live/withheld";
import { type Offer, type Offers, offersOf } from "@/components/runs/eligibility";
import { useActionLauncher } from "@/components/runs/launcher";
import { openWhatIf } from "@/components/shell/overlays";
import { useShortcuts } from "@/components/shell/shortcuts";
import { toast } from "@/components/ui/toast";

/** The instance whose card or row holds the focus; null: none does. */
function focusedInstance(): string | null {
  const at = document.activeElement?.closest("[data-instance], .react-flow__node");
  return at instanceof HTMLElement ? (at.dataset.instance ?? at.dataset.id ?? null) : null;
}

/**
 * Single keys for the instance in focus, else for the selected one. Each opens a plan and runs nothing;
 * what is not offered now does nothing, nor does any key while the page shows the past. Where it is the role that is
 * missing, that is said. Looks at the newest picture, since a frozen one may offer what is gone.
 */
export function useInstanceShortcuts(groupId: string, selected: string | null): void {
  const launcher = useActionLauncher();
  const withOffers = (act: (offers: Offers, id: string) => void) => () => {
    const id = focusedInstance() ?? selected;
    const { head, past } = liveStore.getState();
    if (past?.group === groupId) return;
    const group = head.groups[groupId];
    const offers = id === null || group === undefined ? null : offersOf(group, id);
    if (offers !== null && id !== null) act(offers, id);
  };
  const asOperator = (act: (offers: Offers, id: string) => void) =>
    withOffers((offers, id) => {
      const you = whoStore.getState().access?.you ?? null;
      const name = liveStore.getState().head.groups[groupId]?.name ?? groupId;
      const withheld = you === null ? null : withheldReason(you, "operator", { id: groupId, name });
      if (withheld === null) act(offers, id);
      else toast(withheld);
    });
  const open = (offer: Offer) => {
    if (offer.offered) launcher.open(offer.request, groupId);
  };
  useShortcuts([
    { keys: "p", label: "Promote the instance in focus", run: asOperator(({ promote }) => open(promote)) },
    { keys: "d", label: "Detach the instance in focus", run: asOperator(({ detach }) => open(detach)) },
    { keys: "b", label: "Back up from the instance in focus", run: asOperator(({ backup }) => open(backup)) },
    {
      keys: "w",
      label: "What if the instance in focus dies",
      run: withOffers((_, id) => openWhatIf(groupId, id)),
    },
    {
      keys: "r",
      label: "Re-point the instance in focus",
      run: asOperator((offers, id) => {
        if (offers.repoint.offered) launcher.choose("repoint", id, groupId);
      }),
    },
  ]);
}
