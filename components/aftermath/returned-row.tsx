"use client";
import { useActionsBlocked, usePresentGroup } from "@/components/live/store";
import { useActionLauncher } from "@/components/runs/launcher";
import { Button } from "@/components/ui/button";
import { SeverityShape, StateShape } from "@/components/ui/state-shape";
import { Clock } from "@/components/ui/time";
import type { Aftermath } from "@/lib/contract";
import { Line } from "./line";

/** The old primary that came back: what only it has, and the two ways on. Once it follows again, what it had brought stays told. */
export function ReturnedRow({ aftermath, nameOf }: { aftermath: Aftermath; nameOf: (id: string) => string }) {
  const { group, demoted, promoted, returned } = aftermath;
  const finding = usePresentGroup(
    group,
    (it) =>
      it?.findings.find(({ code, instance }) => code === "returned-primary" && instance === demoted) ?? null,
  );
  const follows = usePresentGroup(
    group,
    (it) => it?.instances.find(({ id }) => id === demoted)?.role === "replica",
  );
  const { open } = useActionLauncher();
  const blocked = useActionsBlocked(group);
  const name = nameOf(demoted);
  if (finding !== null)
    return (
      <Line
        shape={<SeverityShape severity="critical" />}
        tint="bg-tint-crit"
        alert
        actions={
          finding.action !== null && (
            <>
              <Button
                size="row"
                blocked={blocked}
                onClick={() => open({ action: "backup", instance: demoted }, group)}
              >
                Back up {name}…
              </Button>
              <Button
                size="row"
                blocked={blocked}
                onClick={() => open({ action: "attach", instance: demoted, upstream: promoted }, group)}
              >
                Attach to {nameOf(promoted)}…
              </Button>
            </>
          )
        }
      >
        <strong className="font-semibold">{finding.title}.</strong> {returned?.now ?? finding.detail}{" "}
        {finding.advice}
      </Line>
    );
  if (returned === null) return null;
  return (
    <Line shape={<StateShape state={follows ? "online" : "unknown"} />}>
      <Clock at={returned.at} /> {returned.text}.{" "}
      {follows && `It is a replica again: what only it had is discarded.`}
    </Line>
  );
}
