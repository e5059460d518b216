import type { ReactNode } from "react";

/** The 40 px head of a panel: its name, a note beside it, actions at the right. */
export function PanelHead({
  title,
  note,
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="gutter flex h-10 flex-none items-center gap-2.5 border-b">
      <h2 className="whitespace-nowrap font-semibold">{title}</h2>
      {note !== undefined && <span className="truncate text-fg-3">{note}</span>}
      <span className="flex-1" />
      {children}
    </header>
  );
}
