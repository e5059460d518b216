"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { useHealth } from "@/components/live/store";
import { closeOverlay } from "@/components/shell/overlays";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { type FieldErrors, fieldMs, fieldText, momentError, periodOfFields } from "./fields";
import { newestMs, useTime } from "./use-time";

const noErrors: FieldErrors = { from: null, to: null };

/** Two times for the charts, or the one at which the group is shown; in local time. */
export function TimeDialog({ choose }: { choose: "period" | "moment" }) {
  return choose === "period" ? <PeriodDialog /> : <MomentDialog />;
}

function PeriodDialog() {
  const { shown, showPeriod } = useTime();
  const keepMs = useHealth()?.historyKeepMs ?? null;
  const [start] = useState(() => {
    const now = newestMs();
    return shown.is === "past" ? shown.period : { fromMs: now - shown.lengthMs, toMs: now };
  });
  const [from, setFrom] = useState(fieldText(start.fromMs));
  const [to, setTo] = useState(fieldText(start.toMs));
  const [errors, setErrors] = useState(noErrors);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const period = periodOfFields(from, to, Date.now(), keepMs);
    if (!period.ok) {
      setErrors(period.error);
      return;
    }
    closeOverlay();
    showPeriod(period.value);
  };
  return (
    <Frame
      title="Show a period"
      description="Charts and events of it, and the group as it was at its end."
      onSubmit={submit}
    >
      <TextField
        label="From"
        type="datetime-local"
        step="1"
        value={from}
        onChange={setFrom}
        error={errors.from}
        hint={`Local time, ${zone()}`}
      />
      <TextField label="To" type="datetime-local" step="1" value={to} onChange={setTo} error={errors.to} />
    </Frame>
  );
}

function MomentDialog() {
  const { shown, showAt } = useTime();
  const keepMs = useHealth()?.historyKeepMs ?? null;
  const [at, setAt] = useState(() => fieldText(shown.is === "past" ? shown.atMs : newestMs()));
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const atMs = fieldMs(at);
    const wrong = momentError(atMs, Date.now(), keepMs);
    setError(wrong);
    if (wrong !== null || atMs === null) return;
    closeOverlay();
    showAt(atMs);
  };
  return (
    <Frame
      title="Show the group at a moment"
      description="Roles, links, figures and findings as they were, with the charts around."
      onSubmit={submit}
    >
      <TextField
        label="At"
        type="datetime-local"
        step="1"
        value={at}
        onChange={setAt}
        error={error}
        hint={`Local time, ${zone()}`}
      />
    </Frame>
  );
}

function Frame({
  title,
  description,
  onSubmit,
  children,
}: {
  title: string;
  description: string;
  onSubmit: (event: FormEvent) => void;
  children: ReactNode;
}) {
  return (
    <Dialog
      open
      onOpenChange={closeOverlay}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={closeOverlay}>Cancel</Button>
          <Button variant="primary" type="submit" form="time">
            Show
          </Button>
        </>
      }
    >
      <form id="time" noValidate onSubmit={onSubmit} className="grid gap-4 px-5 py-4">
        {children}
      </form>
    </Dialog>
  );
}

/** The browser's time zone, `Europe/Berlin`. */
const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
