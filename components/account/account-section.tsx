import type { ReactNode } from "react";

/** One matter of the account: what it is at the left, what can be done at the right. */
export function AccountSection({
  title,
  about,
  children,
}: {
  title: string;
  about: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="gutter grid gap-x-10 gap-y-4 border-b py-6 md:grid-cols-[240px_minmax(0,1fr)]">
      <div>
        <h2 className="font-semibold">{title}</h2>
        <div className="mt-1 text-pretty text-fg-2">{about}</div>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
