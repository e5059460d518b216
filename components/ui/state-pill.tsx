import type { ReactNode } from "react";
import { StateShape } from "./state-shape";
import { type ShownState, textTone, tintTone, toneOfState } from "./tone";

/** Shape and word on an 8 % tint. */
export function StatePill({ state, children }: { state: ShownState; children: ReactNode }) {
  const tone = toneOfState(state);
  return (
    <span
      className={`inline-flex h-[22px] items-center gap-1.5 whitespace-nowrap rounded px-2 font-medium text-12 ${textTone[tone]} ${tintTone[tone]}`}
    >
      <StateShape state={state} />
      {children}
    </span>
  );
}

/** The same without the tint, for rows of a table. */
export function StateWordMark({ state, children }: { state: ShownState; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${textTone[toneOfState(state)]}`}
    >
      <StateShape state={state} />
      {children}
    </span>
  );
}
