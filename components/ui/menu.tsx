"use client";
import {
  type ComponentProps,
  cloneElement,
  type ReactElement,
  type ReactNode,
  useId,
  useRef,
  useState,
} from "react";
import { CloseMenu } from "./menu-items";
import { MenuPanel } from "./menu-panel";

export { MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "./menu-items";

/**
 * A menu under `trigger`, a button that passes what it is given on to its element. It needs no code that is still to be
 * fetched: it also opens while Tidemark is away, to say why nothing can be done.
 */
export function Menu({
  trigger,
  align = "end",
  className,
  children,
}: {
  trigger: ReactElement<ComponentProps<"button">>;
  align?: "start" | "end";
  className?: string;
  children: ReactNode;
}) {
  const [openedBy, setOpenedBy] = useState<"pointer" | "keyboard" | null>(null);
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpenedBy(null);
    anchor.current?.focus();
  };
  return (
    <>
      {cloneElement(trigger, {
        id,
        ref: anchor,
        "aria-haspopup": "menu",
        "aria-expanded": openedBy !== null,
        // A click by a key has no count.
        onClick: ({ detail }) =>
          setOpenedBy(openedBy !== null ? null : detail === 0 ? "keyboard" : "pointer"),
        onKeyDown: (event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpenedBy("keyboard");
        },
      })}
      {openedBy !== null && (
        <CloseMenu value={close}>
          <MenuPanel
            anchor={anchor}
            labelId={id}
            align={align}
            focusFirst={openedBy === "keyboard"}
            onClose={close}
            onLeave={() => setOpenedBy(null)}
            {...(className === undefined ? {} : { className })}
          >
            {children}
          </MenuPanel>
        </CloseMenu>
      )}
    </>
  );
}
