"use client";
import { usePresentGroup } from "@/components/live/store";
import { useNames } from "@/components/runs/use-names";
import { ReturnedRow } from "./returned-row";
import { StragglerRow } from "./straggler-row";
import { useAftermath } from "./use-aftermath";

/** On the group's page: only what somebody has to look after now. */
export function GroupAftermath({ groupId }: { groupId: string }) {
  const aftermath = useAftermath(groupId);
  const { nameOf } = useNames(groupId);
  const returned = usePresentGroup(
    groupId,
    (group) => group?.findings.some(({ code }) => code === "returned-primary") ?? false,
  );
  if (aftermath === null) return null;
  const stay = aftermath.quiet === null && (aftermath.stragglers?.clients ?? 0) > 0;
  if (!stay && !returned) return null;
  return (
    <section
      aria-label="After the promotion"
      className="border-b bg-surface [--pane:20px] max-sm:[--pane:16px]"
    >
      {returned && <ReturnedRow aftermath={aftermath} nameOf={nameOf} />}
      {stay && <StragglerRow aftermath={aftermath} name={nameOf(aftermath.demoted)} />}
    </section>
  );
}
