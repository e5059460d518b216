"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useRequest } from "@/components/people/use-request";
import { formatDuration } from "@/components/runs/durations";
import { useGroupNameOf } from "@/components/runs/use-group-options";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Segmented } from "@/components/ui/segmented";
import { TextField } from "@/components/ui/text-field";
import type { Lab, StartExperimentInput } from "@/lib/contract";
import { estimateSeconds } from "./estimate";
import { fieldsOf, keyOf, readForm, type Wrong } from "./form";
import { FormField } from "./form-field";
import { LabProblem } from "./lab-problem";
import { MoreSettings } from "./more-settings";
import { placeBlocked } from "./place-blocked";
import { Prefill } from "./prefill-menu";
import { replicasOf } from "./replicas-of";
import { startExperiment } from "./requests";
import { hrefOf } from "./use-experiments";
import { textIn, useForm } from "./use-form";
import { usePlaceWithheld, useStartOff } from "./use-lab";
import { WhereField } from "./where-field";
import { kinds, kindWords } from "./words";

const options = kinds.map((value) => ({ value, label: kindWords[value].noun }));
const none: Wrong = {};

/** Which experiment, where and with what settings: short at first, all of it in the URL. */
export function ExperimentForm({ lab }: { lab: Lab | null }) {
  const router = useRouter();
  const form = useForm();
  const nameOf = useGroupNameOf();
  const [tried, setTried] = useState(false);
  const { kind, where, note, texts } = form;
  const read = readForm(kind, texts, where);
  const wrong = read.ok ? none : read.wrong;
  const withheld = usePlaceWithheld(where);
  const off = useStartOff();
  const blocked = withheld ?? off ?? placeBlocked(lab, where, nameOf);
  const { problem, sending, send } = useRequest(
    () => {
      if (!read.ok) throw new Error("the form was sent unread");
      const body: StartExperimentInput = { where, settings: read.settings, note };
      return startExperiment(body);
    },
    ({ id }) => router.push(hrefOf(id)),
  );
  const submit = (): void => {
    setTried(true);
    if (read.ok && blocked === null) send();
    else if (fieldsOf[kind].some(({ name, more }) => more && name in wrong)) form.setAll(true);
  };
  const fields = fieldsOf[kind].filter(({ only }) => only === undefined || only === where.place);
  const draw = (shown: typeof fields) =>
    shown.map((field) => (
      <FormField
        key={keyOf(kind, field.name)}
        field={field}
        text={textIn(form, field)}
        error={wrong[field.name] ?? null}
        onChange={(text) => form.setTexts({ [keyOf(kind, field.name)]: text })}
        replicas={replicasOf(lab, where, read.ok ? read.settings : null)}
      />
    ));
  return (
    <section aria-labelledby="new-experiment" className="border-b bg-surface">
      <header className="gutter flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 py-2.5">
        <h2 id="new-experiment" className="font-semibold">
          New experiment
        </h2>
        <Segmented label="Kind" value={kind} onChange={form.setKind} options={options} />
      </header>
      <Form onSubmit={submit} className="gutter flex flex-col gap-4 pb-4">
        <p className="max-w-[84ch] text-pretty text-fg-2">{kindWords[kind].what}</p>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(176px,1fr))] items-start gap-x-4 gap-y-3">
          <WhereField lab={lab} where={where} onChange={form.setWhere} />
          {draw(fields.filter(({ more }) => more !== true))}
        </div>
        {wrong[""] !== undefined && (
          <p role="alert" className="max-w-[84ch] text-pretty text-crit">
            {wrong[""]}
          </p>
        )}
        <MoreSettings open={form.all} onOpen={form.setAll}>
          {draw(fields.filter(({ more }) => more === true))}
          <TextField
            label="Note"
            hint="Stands beside the result."
            value={note}
            onChange={form.setNote}
            maxLength={200}
            error={null}
          />
        </MoreSettings>
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            variant="primary"
            blocked={blocked ?? (sending ? "The experiment is being started." : null)}
          >
            {sending ? "Starting…" : "Start experiment"}
          </Button>
          <span className="text-fg-2">
            {read.ok
              ? `Takes about ${formatDuration(Math.round(estimateSeconds(read.settings, where)))}.`
              : tried
                ? "Something above is not possible yet."
                : null}
          </span>
          <span className="flex-1" />
          {kind === "sync" && <Prefill onFill={form.setTexts} />}
        </div>
        {blocked !== null && lab !== null && <p className="-mt-2 text-12 text-fg-3">{blocked}</p>}
        <LabProblem problem={problem} running={lab?.running ?? null} />
      </Form>
    </section>
  );
}
