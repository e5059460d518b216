"use client";
import { useNames } from "@/components/runs/use-names";
import { SeverityShape } from "@/components/ui/state-shape";
import type { Run } from "@/lib/contract";
import { Line } from "./line";
import { ReturnedRow } from "./returned-row";
import { StragglerRow } from "./straggler-row";
import { useAftermath } from "./use-aftermath";

/** On a run's page, once it has promoted somebody: what was lost, who came back, and who is still where the primary was. */
export function RunAftermath({ run }: { run: Run }) {
  return run.action === "promote" && run.state !== "running" ? <Shown run={run} /> : null;
}

function Shown({ run }: { run: Run }) {
  const latest = useAftermath(run.group);
  const { nameOf } = useNames(run.group);
  const aftermath = latest?.run === run.id ? latest : null;
  if (aftermath === null && run.loss === null) return null;
  return (
    <section
      aria-label="After the promotion"
      className="border-b bg-surface text-12 [--pane:20px] max-sm:[--pane:16px]"
    >
      {run.loss !== null && (
        <Line shape={<SeverityShape severity={run.loss.bytes === null ? "warning" : "critical"} />}>
          <strong className="font-semibold">Data loss.</strong> {run.loss.text}
        </Line>
      )}
      {aftermath !== null && (
        <>
          <ReturnedRow aftermath={aftermath} nameOf={nameOf} />
          <StragglerRow aftermath={aftermath} name={nameOf(aftermath.demoted)} />
        </>
      )}
    </section>
  );
}
