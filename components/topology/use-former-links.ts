"use client";
import { useEffect, useRef, useState } from "react";
import { FORMER_MS, type FormerLink, formerLinks } from "./former-links";
import type { Shape } from "./shape";

interface Kept extends FormerLink {
  readonly untilMs: number;
}

/** The links that this graph has lost in the last 10 s. To look at the past, or to come back from it, loses none. */
export function useFormerLinks(shape: Shape | null, present: boolean): readonly FormerLink[] {
  const seen = useRef({ shape, present });
  const [kept, setKept] = useState<readonly Kept[]>([]);
  useEffect(() => {
    const { shape: before, present: wasPresent } = seen.current;
    seen.current = { shape, present };
    if (!present || !wasPresent) setKept([]);
    if (!present || !wasPresent || before === null || shape === null) return;
    const untilMs = Date.now() + FORMER_MS;
    const lost = formerLinks(before, shape).map((link) => ({ ...link, untilMs }));
    if (lost.length > 0) setKept((others) => [...others.filter((link) => !among(lost, link)), ...lost]);
  }, [shape, present]);
  useEffect(() => {
    if (kept.length === 0) return;
    const first = Math.min(...kept.map(({ untilMs }) => untilMs));
    const timer = setTimeout(
      () => setKept((all) => all.filter(({ untilMs }) => untilMs > first)),
      Math.max(0, first - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [kept]);
  return kept;
}

const among = (links: readonly FormerLink[], { replica, upstream }: FormerLink): boolean =>
  links.some((link) => link.replica === replica && link.upstream === upstream);
