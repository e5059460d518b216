import clsx from "clsx";
import type { ReactNode } from "react";
import { type Tone, textTone, tintTone } from "./tone";

/** A line across the page that says what is wrong with all of it. Announced when it appears. */
export function Banner({
  tone,
  icon,
  children,
  action,
  quiet = false,
}: {
  tone: Tone;
  icon?: ReactNode;
  children: ReactNode;
  action?: ReactNode;
  /** Not announced: it changes each second, or stands there from the start. */
  quiet?: boolean;
}) {
  return (
    <div
      {...(quiet ? {} : { role: tone === "crit" ? "alert" : "status" })}
      className={clsx(
        "gutter flex min-h-10 flex-wrap items-center gap-x-2.5 gap-y-1 border-b py-1.5",
        tintTone[tone],
      )}
    >
      {icon !== undefined && <span className={textTone[tone]}>{icon}</span>}
      <div className="min-w-0 flex-1 text-fg">{children}</div>
      {action}
    </div>
  );
}
