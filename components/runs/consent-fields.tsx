import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import type { Plan } from "@/lib/contract";
import type { Consent } from "./use-plan";
import { consequence } from "./wording";

/** What a risky plan asks of a person: a box that names the consequence and, at the third tier, the group's name. */
export function ConsentFields({
  confirm,
  consent,
  onChange,
}: {
  confirm: NonNullable<Plan["confirm"]>;
  consent: Consent;
  onChange: (consent: Consent) => void;
}) {
  return (
    <section aria-label="Confirmation" className="border-b px-(--pane) py-3 last-of-type:border-b-0">
      <Checkbox checked={consent.accepted} onChange={(accepted) => onChange({ ...consent, accepted })}>
        {consequence(confirm)}
      </Checkbox>
      {confirm.tier === 3 && confirm.type !== null && (
        <TextField
          label={
            <>
              Type <b>{confirm.type}</b> to continue
            </>
          }
          mono
          autoComplete="off"
          spellCheck={false}
          value={consent.typed}
          onChange={(typed) => onChange({ ...consent, typed })}
          className="mt-2 max-w-64"
        />
      )}
    </section>
  );
}
