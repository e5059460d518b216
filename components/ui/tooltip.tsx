"use client";
import { cloneElement, type HTMLAttributes, type ReactElement, type ReactNode, useId, useState } from "react";
import { Tip } from "./tip";
import { useHover } from "./use-hover";

/** More about `children`, one element, on hover and on focus. Esc hides it; the pointer may rest on it. */
export function Tooltip({
  text,
  side = "bottom",
  children,
}: {
  text: ReactNode;
  side?: "top" | "bottom";
  children: ReactElement<HTMLAttributes<HTMLElement>>;
}) {
  const [box, setBox] = useState<DOMRect | null>(null);
  const id = useId();
  const { show, showSoon, stay, hide, hideSoon } = useHover(box !== null, setBox);
  return (
    <>
      {cloneElement(children, {
        "aria-describedby": box === null ? undefined : id,
        onPointerEnter: ({ currentTarget }) => showSoon(currentTarget),
        onPointerLeave: hideSoon,
        onFocus: ({ currentTarget }) => show(currentTarget),
        onBlur: hide,
      })}
      {box !== null && (
        <Tip id={id} box={box} side={side} onPointerEnter={stay} onPointerLeave={hideSoon}>
          {text}
        </Tip>
      )}
    </>
  );
}
