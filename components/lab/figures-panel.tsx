import { PanelHead } from "@/components/ui/panel-head";
import type { Explained } from "./explained";

/** Each figure with two sentences on what it means here, and the source of the rule behind it. */
export function FiguresPanel({ figures, live }: { figures: readonly Explained[]; live: boolean }) {
  if (figures.length === 0) return null;
  return (
    <section aria-label="Figures" className="border-b bg-surface">
      <PanelHead title="Figures" note={live ? "so far" : undefined} />
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,330px),1fr))] gap-px bg-border">
        {figures.map(({ figure, title, value, text, source }) => (
          <article
            key={figure}
            data-figure={figure}
            className="flex flex-col bg-surface px-5 py-3 max-sm:px-4"
          >
            <h3 className="text-fg-3 leading-4">{title}</h3>
            <p className="live-value pt-0.5 font-semibold text-20 tracking-[-0.01em]">{value}</p>
            <p className="text-pretty pt-1 text-fg-2">{text}</p>
            <p className="mt-auto pt-1.5 text-12 text-fg-3">
              <Source source={source} />
            </p>
          </article>
        ))}
      </div>
    </section>
  );
}

const Source = ({ source }: { source: string }) => <>Source: {source}</>;
