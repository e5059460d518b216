import { PanelHead } from "@/components/ui/panel-head";
import { StateWordMark } from "@/components/ui/state-pill";
import type { ShownState } from "@/components/ui/tone";
import type { ScalingResult, ScalingSettings } from "@/lib/contract";
import { caseName } from "@/lib/lab/scaling-name";
import { promises, type Verdict, verdictsOf } from "@/lib/lab/scaling-promises";
import { times } from "./headline";

const words: Readonly<Record<Verdict["verdict"], { word: string; shape: ShownState }>> = {
  confirmed: { word: "Confirmed", shape: "online" },
  contradicted: { word: "Contradicted", shape: "unreachable" },
  open: { word: "Open", shape: "unknown" },
};

/** What is said of replication everywhere, and whether these figures bear it out; nothing where there is nothing to compare. */
export function VerdictsPanel({ result, settings }: { result: ScalingResult; settings: ScalingSettings }) {
  const verdicts = verdictsOf(result, settings);
  if (verdicts.length === 0) return null;
  return (
    <section aria-label="What is said of replication" className="border-b bg-surface">
      <PanelHead title="What is said of replication" note="and whether these figures bear it out" />
      <div className="relative overflow-x-auto">
        <table className="w-full text-left">
          <tbody>
            {promises.flatMap(({ id, says }) =>
              verdicts
                .filter(({ promise }) => promise === id)
                .map((verdict, i) => (
                  <tr key={`${id} ${caseName(verdict)}`} className="border-b align-top last:border-b-0">
                    <th scope="row" className="px-5 py-1.5 font-medium max-sm:px-4">
                      <span className={i === 0 ? undefined : "sr-only"}>{says}</span>
                    </th>
                    <td className="whitespace-nowrap px-2 py-1.5 text-fg-2">{caseName(verdict)}</td>
                    <td className="px-2 py-1.5">
                      <StateWordMark state={words[verdict.verdict].shape}>
                        {words[verdict.verdict].word}
                      </StateWordMark>
                    </td>
                    <td className="mono px-2 py-1.5 text-right">
                      {verdict.factor === null ? "—" : times(verdict.factor)}
                    </td>
                    <td className="min-w-52 text-pretty px-2 py-1.5 pr-5 text-fg-2">{verdict.why}</td>
                  </tr>
                )),
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}
