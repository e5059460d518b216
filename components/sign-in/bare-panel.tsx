import type { ReactNode } from "react";

/** The one box of a page without the frame: its heading, a line under it, and what it asks. */
export function BarePanel({
  title,
  lead,
  children,
  below,
}: {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
  /** Under the box, in small letters. */
  below?: ReactNode;
}) {
  return (
    <>
      <section className="overflow-hidden rounded-lg border bg-surface">
        <header className="px-6 pt-5">
          <h1 className="font-semibold text-20 tracking-[-0.015em]">{title}</h1>
          {lead !== undefined && <div className="mt-1 text-pretty text-fg-2">{lead}</div>}
        </header>
        <div className="px-6 pt-4 pb-6">{children}</div>
      </section>
      {below !== undefined && <div className="mt-4 px-6 text-pretty text-12 text-fg-3">{below}</div>}
    </>
  );
}
