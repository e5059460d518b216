import clsx from "clsx";
import type { ComponentProps } from "react";

/** A live figure, an address or an offset: mono, tabular, greyed while the page is stale. */
export const Value = ({ className, ...rest }: ComponentProps<"span">) => (
  <span {...rest} className={clsx("mono live-value whitespace-nowrap", className)} />
);
