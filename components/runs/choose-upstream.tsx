"use client";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useGroup } from "@/components/live/store";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { upstreamChoices } from "@/lib/plan/upstreams";
import { DialogFrame } from "./dialog-frame";
import { closeLaunch, useActionLauncher } from "./launcher";
import { UpstreamOption } from "./upstream-option";
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
  const watched = useGroup(group, (it) => it);
  const choices = useMemo(
    () => (watched === null ? [] : upstreamChoices(watched, instance, action)),
    [watched, instance, action],
  );
  const shown = choices
    .filter(({ upstream }) => upstream.name.toLowerCase().includes(filter.toLowerCase()))
    .sort((a, b) => Number(b.allowed) - Number(a.allowed));
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
      {choices.length >= FILTER_FROM && (
        <TextField
          label="Filter instances"
          labelHidden
          placeholder="Filter instances"
          value={filter}
          onChange={setFilter}
          className="px-(--pane) pt-3"
        />
      )}
      <ul aria-label="Possible upstreams" onKeyDown={moveFocus} className="py-1.5">
        {shown.map((choice) => (
          <li key={choice.upstream.id}>
            <UpstreamOption
              choice={choice}
              onChoose={() => open({ action, instance, upstream: choice.upstream.id }, group)}
            />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="px-(--pane) pb-6 text-fg-3">No instance matches.</p>}
    </DialogFrame>
  );
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button.matches(":focus"));
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
