import type { ReactNode } from "react";

/** One pane of the dialog or the run's page: a quiet heading, a note at the right, and what it holds. */
export function Section({
  title,
  note,
  level = 3,
  children,
}: {
  title: string;
  note?: ReactNode;
  /** Of its heading: 3 below a dialog's title, 2 on a page. */
  level?: 2 | 3;
  children: ReactNode;
}) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className="border-b px-(--pane) py-3 last-of-type:border-b-0">
      <Heading className="mb-1.5 flex justify-between gap-3 font-medium text-fg-3 leading-4">
        <span>{title}</span>
        {note !== undefined && <span className="font-normal">{note}</span>}
      </Heading>
      {children}
    </section>
  );
}
