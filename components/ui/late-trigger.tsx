"use client";
import {
  type HTMLAttributes,
  type ReactElement,
  type Ref,
  type RefAttributes,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

type Props = HTMLAttributes<HTMLElement>;

/** An element that passes what it is given on to the page, and has no handlers of its own for what opens things. */
export type TriggerElement = ReactElement<Props & RefAttributes<HTMLElement> & { disabled?: boolean }>;

/** What binds Radix' trigger to the element. */
export interface Lent {
  readonly element: RefObject<HTMLElement | null>;
  /** Takes what Radix wants on the element. */
  readonly lend: (props: Props) => void;
}

/**
 * An element that opens something whose code is fetched when the element is first touched. It is the same element
 * before and after, so it keeps the focus: Radix' own trigger stands beside it (`Standing`) and lends it its props.
 */
export function useLateTrigger(fetch: () => Promise<boolean>) {
  const element = useRef<HTMLElement>(null);
  const wanted = useRef<readonly Event[]>([]);
  const [touched, setTouched] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [failedUnder, setFailedUnder] = useState<DOMRect | null>(null);
  const [radix, lend] = useState<Props | null>(null);
  const here = radix !== null;

  const wish = useCallback((events: readonly Event[]): void => {
    wanted.current = events;
    setWaiting(events.length > 0);
    setFailedUnder(null);
  }, []);
  const touch = (): void => {
    setTouched(true);
    void fetch().then((came) => {
      if (came || wanted.current.length === 0) return;
      wish([]);
      setFailedUnder(element.current?.getBoundingClientRect() ?? null);
    });
  };
  // Radix hears what was done before it came, so that it opens as by a press it saw itself. Not within the effect:
  // an open layer that hears it too has React render at once.
  useEffect(() => {
    if (!here) return;
    queueMicrotask(() => {
      for (const event of wanted.current) element.current?.dispatchEvent(event);
      wish([]);
    });
  }, [here, wish]);

  return {
    element,
    /** What Radix wants on the element, its own handlers among them. */
    radix,
    lend,
    /** From here on the code is of use. */
    touched,
    touch,
    /** Something is wanted and its code is on the way. */
    waiting,
    /** What to do over again once the code is here; a later wish replaces it. */
    want: (...events: readonly Event[]): void => {
      wish(events);
      touch();
    },
    /** The user has turned to something else. */
    forget: (): void => wish([]),
    /** The element's box when the code of what was wanted could not be fetched. */
    failedUnder,
  };
}

/**
 * Stands in for the element inside Radix' trigger: refers to it, and hands on what Radix gives. What draws it must be
 * memoised: lending draws the element's owner anew, which must not end in lending again.
 */
export function Standing({ element, lend, ref, ...props }: Lent & { ref?: Ref<HTMLElement | null> }) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => element.current, [element]);
  useLayoutEffect(() => lend(props));
  return null;
}
