import type { ReactNode } from "react";

/** Where there is nothing to show: what would stand here, and what to do. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="gutter mx-auto flex max-w-md flex-col items-center gap-2 py-14 text-center">
      <p className="font-semibold">{title}</p>
      {children !== undefined && <div className="text-fg-2">{children}</div>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}
