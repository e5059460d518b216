"use client";
import { useMemo } from "react";
import { useGroup } from "@/components/live/store";
import { shortNames } from "./short-names";

export interface Names {
  /** The name a person knows an instance by; its id while it is not known. */
  readonly nameOf: (instance: string) => string;
  /** The shortest label that still tells it from the others of its group. */
  readonly labelOf: (instance: string) => string;
}

/** Names of a group's instances. A tick does not change them, so it renders nothing. */
export function useNames(group: string): Names {
  const names = useGroup(group, (it) =>
    Object.fromEntries((it?.instances ?? []).map((instance) => [instance.id, instance.name])),
  );
  return useMemo(() => {
    const nameOf = (instance: string): string => names[instance] ?? instance;
    const labels = shortNames(Object.values(names));
    return { nameOf, labelOf: (instance) => labels.get(nameOf(instance)) ?? nameOf(instance) };
  }, [names]);
}
