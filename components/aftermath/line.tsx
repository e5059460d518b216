import type { ReactNode } from "react";

/** One line of what a promotion left behind: a shape, what is so, and what can be done about it. */
export function Line({
  shape,
  tint = "",
  alert = false,
  children,
  actions,
}: {
  shape: ReactNode;
  tint?: string;
  /** Said aloud as it appears. */
  alert?: boolean;
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={`flex min-h-10 flex-wrap items-center gap-x-2.5 gap-y-1.5 px-(--pane) py-1.5 ${tint}`}>
      <span className="flex-none">{shape}</span>
      <p {...(alert && { role: "alert" })} className="min-w-0 flex-1 basis-56 text-pretty break-words">
        {children}
      </p>
      {actions !== undefined && <span className="flex flex-wrap gap-1.5">{actions}</span>}
    </div>
  );
}
