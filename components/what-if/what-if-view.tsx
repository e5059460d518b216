import clsx from "clsx";
import { FiguresRow } from "@/components/runs/figures-row";
import { Section } from "@/components/runs/section";
import { SketchDrawing, type SketchMark } from "@/components/runs/sketch-drawing";
import type { Names } from "@/components/runs/use-names";
import { textTone } from "@/components/ui/tone";
import type { WhatIf } from "@/lib/contract";
import { figuresOf, verdictOf } from "./words";

const gone: SketchMark = { word: "gone", tone: "crit", line: "dotted" };

/** The verdict: in numbers, drawn, in sentences, and for each replica. */
export function WhatIfView({ told, names }: { told: WhatIf; names: Names }) {
  const marks = new Map(told.survivors.map((survivor) => [survivor.instance, verdictOf(survivor)]));
  const mark = (id: string): SketchMark | null => {
    if (id === told.instance) return gone;
    if (id === told.successor?.instance) return { word: "takes over", tone: "plain", line: "solid" };
    return marks.get(id) ?? null;
  };
  const involved = new Set([
    told.instance,
    ...(told.successor === null ? [] : [told.successor.instance]),
    ...told.survivors.map(({ instance }) => instance),
  ]);
  const shared = { involved, labelOf: names.labelOf };
  const facts = [
    { label: "Who acts", text: told.decides.text },
    ...(told.successor === null
      ? []
      : [
          {
            label: "Takes over",
            text: `${names.nameOf(told.successor.instance)}. ${told.successor.reason}`,
          },
        ]),
    { label: "Lost", text: told.loss.text },
    { label: "Writes", text: told.writes.text },
    { label: "Reads", text: told.reads },
  ].filter(({ text }) => !told.summary.includes(text));
  return (
    <>
      <p className="border-b px-(--pane) py-3 text-13 text-pretty">{told.summary}</p>
      <FiguresRow figures={figuresOf(told)} />
      <div className="flex flex-col divide-y border-b min-[480px]:flex-row min-[480px]:divide-x min-[480px]:divide-y-0">
        <SketchDrawing
          title="Now"
          sketch={told.before}
          markOf={(id) => (id === told.instance ? { ...gone, word: "dies" } : null)}
          {...shared}
        />
        <SketchDrawing title="Once all is done" note="resync" sketch={told.after} markOf={mark} {...shared} />
      </div>
      <Section title="What follows">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          {facts.map(({ label, text }) => (
            <div key={label} className="contents">
              <dt className="text-fg-3">{label}</dt>
              <dd className="text-pretty break-words">{text}</dd>
            </div>
          ))}
        </dl>
      </Section>
      {told.survivors.length > 0 && (
        <Section title="The other replicas" note="resync">
          <ul className="flex flex-col gap-1.5">
            {told.survivors.map((survivor) => {
              const { word, tone } = verdictOf(survivor);
              return (
                <li key={survivor.instance}>
                  <div className="flex justify-between gap-3">
                    <span className="min-w-0 truncate font-medium" title={names.nameOf(survivor.instance)}>
                      {names.labelOf(survivor.instance)}
                    </span>
                    <span
                      className={clsx("whitespace-nowrap", tone === "plain" ? "text-fg-2" : textTone[tone])}
                    >
                      {word}
                    </span>
                  </div>
                  <p className="text-pretty text-fg-3">
                    {survivor.upstream === null ? "" : `To ${names.labelOf(survivor.upstream)}. `}
                    {survivor.reason}
                  </p>
                </li>
              );
            })}
          </ul>
        </Section>
      )}
    </>
  );
}
