import clsx from "clsx";
import type { Figure } from "./plan-figures";

const tones = { plain: "text-fg", warn: "text-warn", crit: "text-crit" };

/** The numbers said before anything else. */
export function FiguresRow({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="flex flex-wrap gap-px border-b bg-border">
      {figures.map((figure, i) => (
        <div
          key={figure.label}
          className={clsx(
            "flex min-w-0 flex-col-reverse justify-end bg-surface px-(--pane) py-2.5 max-sm:flex-auto",
            i === figures.length - 1 && "flex-1",
          )}
        >
          <dt className="text-fg-3 leading-4">{figure.label}</dt>
          <dd
            className={clsx(
              "whitespace-nowrap font-semibold text-16 leading-[22px] tracking-[-0.01em]",
              tones[figure.tone],
            )}
          >
            {figure.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
