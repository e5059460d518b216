import clsx from "clsx";
import type { Candidate } from "@/lib/contract";
import { candidateWords } from "./wording";

/** One replica that could be promoted: how it stands, and why. What speaks against it comes first. */
export function CandidateOption({
  candidate,
  name,
  chosen,
  onChoose,
}: {
  candidate: Candidate;
  name: string;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { verdict, reasons } = candidate;
  const never = verdict === "never";
  const against = reasons.filter(({ status }) => status !== "pass");
  const said = against.length > 0 ? against : reasons;
  return (
    <label
      className={clsx(
        "grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2 py-1",
        never && !chosen && "cursor-not-allowed text-fg-3",
      )}
    >
      <input
        type="radio"
        name="new-primary"
        checked={chosen}
        disabled={never && !chosen}
        onChange={onChoose}
        className="mt-0.5 size-4 accent-(--accent)"
      />
      <span className="mono truncate font-medium leading-5">{name}</span>
      <span className={clsx("leading-5", verdict === "last-resort" || never ? "text-warn" : "text-fg-2")}>
        {candidateWords[verdict]}
      </span>
      <span className="col-span-2 col-start-2 text-pretty text-fg-3">
        {said.map(({ text, evidence }) => sentence(text, evidence)).join(" ")}
      </span>
    </label>
  );
}

/** Its evidence in brackets before the full stop. */
const sentence = (text: string, evidence: string | null): string =>
  evidence === null ? text : `${text.replace(/\.$/, "")} (${evidence}).`;
