import type { ReactNode } from "react";
import { TimeControls } from "./time-controls";
import { TitleBar, type TitleBarProps } from "./title-bar";

interface PageBarProps extends Omit<TitleBarProps, "children"> {
  /** `live`: what is on the page is live. `range`: it also has charts over time. */
  time?: "live" | "range";
  /** Buttons at the right. */
  actions?: ReactNode;
}

/** The bar of a page that is live; right of the title time and actions. */
export function PageBar({ time = "live", actions, ...title }: PageBarProps) {
  return (
    <TitleBar {...title}>
      <TimeControls range={time === "range"} />
      {actions}
    </TitleBar>
  );
}
