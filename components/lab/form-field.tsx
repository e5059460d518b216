"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { ShownField } from "./form";
import { ModesField } from "./modes-field";

/** One setting of the form, filled in as its kind wants it. */
export function FormField({
  field: { label, unit, hint, input },
  text,
  error,
  onChange,
  replicas,
}: {
  field: ShownField;
  text: string;
  error: string | null;
  onChange: (text: string) => void;
  /** The replicas of the place, by id. */
  replicas: readonly string[];
}) {
  switch (input.is) {
    case "text":
      return (
        <TextField
          label={unit === undefined ? label : `${label}, ${unit}`}
          hint={hint}
          error={error}
          value={text}
          onChange={onChange}
          autoComplete="off"
          spellCheck={false}
          mono
        />
      );
    case "flag":
      return (
        <div className="col-span-full">
          <Checkbox checked={text === "yes"} onChange={(on) => onChange(on ? "yes" : "no")}>
            {label}
          </Checkbox>
        </div>
      );
    case "modes":
      return <ModesField label={label} text={text} error={error} onChange={onChange} />;
    case "replica":
      return (
        <SelectField
          label={label}
          hint={hint}
          value={text}
          onChange={onChange}
          options={[{ value: "", label: "The first" }, ...withOwn(replicas, text)]}
        />
      );
  }
}

/** A link may name a replica that is not there any more: it is shown, and the server says what is wrong with it. */
const withOwn = (replicas: readonly string[], own: string): { value: string; label: string }[] =>
  [...replicas, ...(own === "" || replicas.includes(own) ? [] : [own])].map((value) => ({
    value,
    label: value,
  }));
