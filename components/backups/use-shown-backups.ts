"use client";
import { useMemo } from "react";
import { optionsOf } from "@/components/listing/options";
import { useSearch } from "@/components/listing/search-field";
import { type Filter, useFilter, useGroupFilter, useOpenFilter } from "@/components/listing/use-filter";
import { backupWords } from "@/components/runs/wording";
import type { Backup } from "@/lib/contract";
import { saysWords } from "./search";

const states = optionsOf(backupWords, ({ word }) => word);

/** Those that the URL asks for, and what asks. */
export function useShownBackups(backups: readonly Backup[]): {
  readonly shown: readonly Backup[];
  readonly group: Filter<string>;
  readonly filters: readonly Filter<string>[];
} {
  const group = useGroupFilter();
  const state = useFilter("State", states);
  const sources = useMemo(
    () =>
      [...new Set(backups.map(({ instance }) => instance))].sort().map((value) => ({ value, label: value })),
    [backups],
  );
  const instance = useOpenFilter("Instance", "Any instance", sources);
  const words = useSearch();
  const shown = backups.filter(
    (backup) =>
      group.passes(backup.group) &&
      state.passes(backup.state) &&
      instance.passes(backup.instance) &&
      saysWords(backup, words),
  );
  return { shown, group, filters: [group, state, instance] };
}
