"use client";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useGroup } from "@/components/live/store";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import type { UpstreamOption as UpstreamChoice } from "@/lib/contract";
import { DialogFrame } from "./dialog-frame";
import { closeLaunch, useActionLauncher } from "./launcher";
import { ProblemNote } from "./problem-note";
import { UpstreamOption } from "./upstream-option";
import { useAskVerdicts, useVerdicts } from "./upstream-verdicts";
import { useNames } from "./use-names";
import { actionWords } from "./wording";

/** From so many choices on, a field narrows them. */
const FILTER_FROM = 9;

/** Every other instance of the group as a possible upstream, with what it would cost or why it cannot be. Arrows move. */
export function ChooseUpstream({
  group,
  action,
  instance,
}: {
  group: string;
  action: "repoint" | "attach";
  instance: string;
}) {
  const { open } = useActionLauncher();
  const { nameOf } = useNames(group);
  const [filter, setFilter] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const roles = useGroup(group, (it) =>
    Object.fromEntries((it?.instances ?? []).map(({ id, role }) => [id, role])),
  );
  useAskVerdicts(instance);
  const verdicts = useVerdicts(instance, (now) => now);
  const options = verdicts.is === "known" ? verdicts.options : null;
  const first = useFirstOrder(options);
  const ids = first ?? Object.keys(roles).filter((id) => id !== instance);
  const shown = ids.filter((id) => nameOf(id).toLowerCase().includes(filter.toLowerCase()));
  useEffect(() => {
    // What can be chosen is known only now; whoever has gone elsewhere meanwhile is left there.
    if (first !== null && document.activeElement === box.current)
      box.current?.querySelector<HTMLElement>("li button:not([aria-disabled])")?.focus();
  }, [first]);
  const close = (): void => closeLaunch(null);

  return (
    <DialogFrame
      title={`${actionWords[action].verb} ${nameOf(instance)} to…`}
      description={
        action === "attach"
          ? "It becomes a replica and takes over its upstream's data set. Choosing opens a plan; nothing is sent."
          : "What each upstream would cost, as of now. Choosing opens a plan; nothing is sent."
      }
      stage={null}
      first="input, li button:not([aria-disabled])"
      onClose={close}
      box={box}
      footer={<Button onClick={close}>Cancel</Button>}
    >
      {ids.length >= FILTER_FROM && (
        <TextField
          label="Filter instances"
          labelHidden
          placeholder="Filter instances"
          value={filter}
          onChange={setFilter}
          className="px-(--pane) pt-3"
        />
      )}
      {verdicts.is === "silent" && <ProblemNote problem={verdicts.problem} />}
      <ul aria-label="Possible upstreams" onKeyDown={moveFocus} className="py-1.5">
        {shown.map((id) => (
          <li key={id}>
            <UpstreamOption
              name={nameOf(id)}
              role={roles[id] ?? null}
              option={options?.find(({ upstream }) => upstream === id) ?? null}
              onChoose={() => open({ action, instance, upstream: id }, group)}
            />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="px-(--pane) pb-6 text-fg-3">No instance matches.</p>}
    </DialogFrame>
  );
}

/** What can be chosen first, then by name, as it was at the first answer: nothing moves under a finger. */
function useFirstOrder(options: readonly UpstreamChoice[] | null): readonly string[] | null {
  const [order, setOrder] = useState<readonly string[] | null>(null);
  if (order === null && options !== null)
    setOrder(
      [...options].sort((a, b) => Number(b.allowed) - Number(a.allowed)).map(({ upstream }) => upstream),
    );
  return order;
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button.matches(":focus"));
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
