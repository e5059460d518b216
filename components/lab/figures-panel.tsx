"use client";
import clsx from "clsx";
import { useState } from "react";
import { PanelHead } from "@/components/ui/panel-head";
import { SelectField } from "@/components/ui/select-field";
import type { Explained } from "./explained";

/** More cards than this at once are not read. */
const MANY = 18;
/** Three figures in one, as p50, p95 and p99 are. Characters. */
const LONG = 24;

/** What was measured in one go: `rows.2.full.seconds` belongs to `rows.2`, `read-latest.stale` to `read-latest`. */
const groupOf = ({ figure }: Explained): string => /^(rows\.\d+|[a-z-]+)(?=\.)/.exec(figure)?.[0] ?? "";

/** A row of a result is a measurement of its own; ways to read are there to be held against each other. */
const isRow = (group: string): boolean => group.startsWith("rows.");

/** Each figure with two sentences on what it means here, and the source of the rule behind it. */
export function FiguresPanel({ figures, live }: { figures: readonly Explained[]; live: boolean }) {
  const groups = [...new Set(figures.map(groupOf))].filter((group) => group !== "");
  const parted = groups.length > 1 && (figures.length > MANY || groups.every(isRow));
  const [chosen, choose] = useState<string | null>(null);
  const group = chosen ?? groups.at(-1) ?? "";
  const shown = parted ? figures.filter((one) => ["", group].includes(groupOf(one))) : figures;
  if (figures.length === 0) return null;
  return (
    <section aria-label="Figures" className="border-b bg-surface">
      <PanelHead title="Figures" note={live ? "so far" : undefined}>
        {parted && (
          <SelectField
            label="Of which measurement"
            labelHidden
            value={group}
            onChange={choose}
            options={groups.map((value) => ({ value, label: nameOf(value, figures) }))}
          />
        )}
      </PanelHead>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,330px),1fr))] overflow-hidden">
        {shown.map(({ figure, title, value, text, source, url }) => (
          <article
            key={figure}
            data-figure={figure}
            className="-mr-px -mb-px flex flex-col border-r border-b px-5 py-3 max-sm:px-4"
          >
            <h3 className="text-fg-3 leading-4">{title}</h3>
            <p
              className={clsx(
                "live-value pt-0.5 font-semibold tracking-[-0.01em]",
                value.length > LONG ? "text-14" : "text-20",
              )}
            >
              {value}
            </p>
            <p className="text-pretty pt-1 text-fg-2">{text}</p>
            <p className="mt-auto text-pretty break-words pt-1.5 text-12 text-fg-3">
              Source:{" "}
              {url === undefined ? (
                source
              ) : (
                <a href={url} rel="noreferrer" target="_blank" className="text-accent hover:underline">
                  {source}
                </a>
              )}
            </p>
          </article>
        ))}
      </div>
    </section>
  );
}

/** The part of its first title that says what was measured, after the comma; else its number. */
function nameOf(group: string, figures: readonly Explained[]): string {
  const title = figures.find((one) => groupOf(one) === group)?.title ?? "";
  const [, ...rest] = title.split(", ");
  return rest.length > 0 ? rest.join(", ") : `Measurement ${Number(group.split(".")[1]) + 1}`;
}
