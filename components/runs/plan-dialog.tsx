"use client";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { ConfirmIdentity } from "@/components/access/confirm-identity";
import { liveStore } from "@/components/live/store";
import { checkNote } from "./check-order";
import { ConsentFields } from "./consent-fields";
import { DialogFrame } from "./dialog-frame";
import { closeLaunch, type Launch, type PlanSource } from "./launcher";
import { PlanChoices } from "./plan-choices";
import { PlanFooter, RefusedFooter } from "./plan-footer";
import { PlanSketches } from "./plan-sketches";
import { PlanView } from "./plan-view";
import { ProblemNote } from "./problem-note";
import { RunFooter } from "./run-footer";
import { RunPill } from "./run-pill";
import { doingTitle, runAnnouncement, stageOfRun } from "./run-text";
import { LiveRunView } from "./run-view";
import { StopNote } from "./stop-note";
import { useDialogFocus } from "./use-dialog-focus";
import { useGate } from "./use-gate";
import { useNames } from "./use-names";
import { type Consent, usePlan } from "./use-plan";
import { changesLinks, describeRequest } from "./wording";

const noConsent: Consent = { accepted: false, typed: "" };

/** One dialog in its moments: the plan being made, the plan, its run, its end. Hiding it does not stop a run. */
export function PlanDialog({ launch, source }: { launch: Launch; source: PlanSource }) {
  const [asked, ask] = useState(source);
  const { moment, replan, execute } = usePlan(launch.group, asked);
  const names = useNames(launch.group);
  const [consent, setConsent] = useState(noConsent);
  const box = useRef<HTMLDivElement>(null);
  const runId = moment.at === "started" ? moment.run : null;
  const run = useStore(liveStore, (state) => (runId === null ? null : (state.runs[runId] ?? null)));
  const gate = useGate(launch.group, moment, consent);
  useDialogFocus(box, moment, gate, run);

  const planId = moment.at === "planned" || moment.at === "starting" ? moment.plan.id : null;
  // Consent is given to one plan: a new one asks again, the same one after a refusal does not.
  useEffect(() => {
    if (planId !== null) setConsent(noConsent);
  }, [planId]);

  const close = (): void => closeLaunch(run?.state === "running" ? run.id : null);

  const choices = asked.from === "request" && (
    <PlanChoices
      group={launch.group}
      request={asked.request}
      plan={moment.at === "planned" || moment.at === "starting" ? moment.plan : null}
      starting={moment.at === "starting"}
      onChange={(request) => ask({ from: "request", request })}
      names={names}
    />
  );

  if (moment.at === "planning" || moment.at === "refused") {
    const title =
      asked.from === "undo" ? "Undo this run" : `${describeRequest(asked.request, names.nameOf)}…`;
    return (
      <DialogFrame
        title={title}
        description="Tidemark reads the group again and plans. Nothing that changes anything is sent."
        stage="plan"
        onClose={close}
        box={box}
        footer={<RefusedFooter refused={moment.at === "refused"} onClose={close} onReplan={replan} />}
      >
        {choices}
        {moment.at === "refused" ? <ProblemNote problem={moment.problem} /> : <Reading />}
      </DialogFrame>
    );
  }

  const { plan } = moment;
  const name = names.nameOf(plan.instance);
  if (moment.at === "started" && run !== null)
    return (
      <DialogFrame
        title={run.state === "running" ? doingTitle(plan, name) : run.title}
        description={
          run.state === "running" ? "Hiding this does not stop it." : (run.summary ?? "The run has ended.")
        }
        pill={<RunPill run={run} />}
        stage={stageOfRun(run)}
        onClose={close}
        box={box}
        announcement={runAnnouncement(run)}
        footer={<RunFooter run={run} nameOf={names.labelOf} onClose={close} />}
      >
        {changesLinks(plan.action) && (
          <PlanSketches plan={plan} moment={run.state === "running" ? "running" : "finished"} names={names} />
        )}
        <LiveRunView id={run.id} plan={plan} labelOf={names.labelOf} />
        {run.state === "running" && <StopNote run={run} nameOf={names.labelOf} />}
      </DialogFrame>
    );

  const problem = moment.at === "planned" ? moment.problem : null;
  const identity = problem?.code === "confirm-identity";
  return (
    <DialogFrame
      title={plan.title}
      description={`${plan.dataLoss.verdict === "none" ? `${plan.dataLoss.text} ` : ""}Nothing is sent before you confirm.`}
      stage="checks"
      onClose={close}
      box={box}
      announcement={`Plan ready: ${checkNote(plan.checks)}.`}
      footer={
        <PlanFooter
          plan={plan}
          name={name}
          gate={gate}
          starting={moment.at !== "planned"}
          onClose={close}
          onReplan={replan}
          onExecute={() => execute(consent)}
        />
      }
    >
      {choices}
      {identity && <ConfirmIdentity onConfirmed={() => execute(consent)} />}
      <PlanView plan={plan} problem={identity ? null : problem} names={names} />
      {plan.confirm !== null && (
        <ConsentFields confirm={plan.confirm} consent={consent} onChange={setConsent} />
      )}
    </DialogFrame>
  );
}

const Reading = () => (
  <p role="status" className="px-(--pane) py-10 text-center text-fg-3">
    Reading the group…
  </p>
);
