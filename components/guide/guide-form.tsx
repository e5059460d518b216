"use client";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { Guide } from "@/lib/contract";
import { type FormProblems, type GuideField, guideFields } from "@/lib/guide/form";
import { AreaField } from "./area-field";
import { fieldSections, whereSeen } from "./fields";
import type { FormInUrl } from "./use-guide-form";

/** All facts, each with where it was seen; what is said instead is in the URL. */
export function GuideFormPanel({
  fields,
  problems,
  guide,
  groups,
  group,
  onGroup,
}: {
  fields: FormInUrl;
  problems: FormProblems;
  guide: Guide | null;
  groups: readonly { readonly value: string; readonly label: string }[];
  group: string | null;
  onGroup: (group: string | null) => void;
}) {
  const changed = guideFields.filter(fields.isSaid).length;
  return (
    <form aria-label="Facts" className="gutter grid gap-5 py-4" onSubmit={(event) => event.preventDefault()}>
      <SelectField
        label="Take what is seen of"
        value={group ?? ""}
        onChange={(value) => onGroup(value === "" ? null : value)}
        options={[{ value: "", label: "No group: filled in by hand" }, ...groups]}
      />
      {fieldSections.map(({ title, fields: rows }) => (
        <fieldset key={title} className="grid gap-3">
          <legend className="mb-2 font-semibold">{title}</legend>
          {rows.map((row) => (
            <Field key={row.field} row={row} fields={fields} problems={problems} guide={guide} />
          ))}
        </fieldset>
      ))}
      {changed > 0 && (
        <Button onClick={fields.clear} className="justify-self-start">
          {group === null ? "Begin anew" : "Back to what is seen"}
        </Button>
      )}
    </form>
  );
}

function Field({
  row: { field, label, hint, kind },
  fields,
  problems,
  guide,
}: {
  row: (typeof fieldSections)[number]["fields"][number];
  fields: FormInUrl;
  problems: FormProblems;
  guide: Guide | null;
}) {
  const value = fields.form[field];
  const note = noteOf(field, hint, fields, guide);
  const error = problems[field] ?? null;
  const change = (next: string): void => fields.say(field, next);
  if (kind === "lines")
    return <AreaField label={label} value={value} onChange={change} hint={note} error={error} />;
  if (kind === "text")
    return <TextField label={label} value={value} onChange={change} hint={note} error={error} mono />;
  return (
    <SelectField
      label={label}
      value={value}
      onChange={change}
      options={kind}
      {...(note !== undefined && { hint: note })}
    />
  );
}

/** Where the value is from; what belongs in the field, where it is from nowhere or was said. */
function noteOf(field: GuideField, hint: string | undefined, fields: FormInUrl, guide: Guide | null) {
  const seen = fields.isSaid(field) ? null : whereSeen(guide, field);
  return seen === null ? hint : `Seen: ${seen}`;
}
