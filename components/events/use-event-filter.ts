"use client";
import { parseAsIsoDateTime, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useSearch } from "@/components/listing/search-field";
import { type Filter, useFilter, useGroupFilter } from "@/components/listing/use-filter";
import { serverNowMs } from "@/components/live/server-clock";
import { type Range, rangeMs, rangeWords } from "@/components/time/period";
import type { Severity } from "@/lib/contract";
import type { EventFilter } from "./merge";
import { typeOptions } from "./type-options";

const severities: readonly { value: Severity; label: string }[] = [
  { value: "critical", label: "Critical" },
  { value: "warning", label: "Warning" },
  { value: "info", label: "Info" },
];
const rangesOf: readonly Range[] = ["1h", "24h", "7d", "30d"];
const ranges = rangesOf.map((value) => ({ value, label: rangeWords[value] }));

export interface ShownFilter {
  readonly filter: EventFilter;
  /** Those with a menu. */
  readonly menus: readonly Filter<string>[];
  /** The one run that is asked for, and how to ask for all again. */
  readonly run: { readonly id: string | null; readonly clear: () => void };
  /** The stretch of time that a link names; null: none. */
  readonly period: { readonly from: Date | null; readonly to: Date | null; readonly clear: () => void };
}

/** What of the timeline is asked for, all of it in the URL. */
export function useEventFilter(): ShownFilter {
  const group = useGroupFilter();
  const type = useFilter("Type", typeOptions);
  const severity = useFilter("Severity", severities);
  const range = { ...useFilter("Range", ranges), anyWord: "All time" };
  const words = useSearch();
  const [run, setRun] = useQueryState("run");
  const [from, setFrom] = useQueryState("from", parseAsIsoDateTime);
  const [to, setTo] = useQueryState("to", parseAsIsoDateTime);
  const length = range.value === null ? null : rangeMs[range.value];
  const [fromTime, toTime] = [from?.getTime() ?? null, to?.getTime() ?? null];
  const filter = useMemo(
    (): EventFilter => ({
      group: group.value,
      type: type.value,
      severity: severity.value,
      run,
      words,
      fromMs: length === null ? fromTime : Math.round(serverNowMs() - length),
      toMs: length === null ? toTime : null,
    }),
    [group.value, type.value, severity.value, run, words, length, fromTime, toTime],
  );
  return {
    filter,
    menus: [group, type, severity, range],
    run: { id: run, clear: () => void setRun(null) },
    period: {
      from: length === null ? from : null,
      to: length === null ? to : null,
      clear: () => {
        void setFrom(null);
        void setTo(null);
      },
    },
  };
}
