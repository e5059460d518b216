import Link from "next/link";
import { Children, Fragment, type ReactNode } from "react";

export interface TitleBarProps {
  /** The way here, outermost first. */
  parents?: readonly { href: string; label: string }[];
  title: ReactNode;
  /** State pills right of the title. */
  pills?: ReactNode;
  /** Short facts, parted by dots. */
  facts?: readonly ReactNode[];
  /** What stands at the right. */
  children?: ReactNode;
}

/** The 56 px bar of every page: breadcrumb as its `h1`, states, facts. */
export function TitleBar({ parents = [], title, pills, facts = [], children }: TitleBarProps) {
  return (
    <div className="gutter flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-b bg-surface py-2">
      <h1 className="flex min-w-0 items-baseline gap-2 font-semibold text-20 tracking-[-0.015em]">
        {parents.map(({ href, label }) => (
          <Fragment key={href}>
            <Link href={href} className="whitespace-nowrap font-normal text-fg-3 hover:text-fg">
              {label}
            </Link>
            <span aria-hidden="true" className="font-normal text-strong">
              /
            </span>
          </Fragment>
        ))}
        <span className="min-w-0 max-sm:break-words sm:truncate">{title}</span>
      </h1>
      {pills}
      {facts.length > 0 && (
        <p className="flex flex-wrap text-fg-3">
          {Children.map(facts, (fact) => (
            <span className="whitespace-nowrap not-first:before:mx-[7px] not-first:before:text-strong not-first:before:content-['·']">
              {fact}
            </span>
          ))}
        </p>
      )}
      <span className="hidden flex-1 sm:block" />
      <div className="flex min-w-0 flex-wrap items-center gap-2">{children}</div>
    </div>
  );
}
