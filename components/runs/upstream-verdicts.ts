"use client";
import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { api, problemOf } from "@/components/live/api";
import type { Problem, UpstreamList, UpstreamOption } from "@/lib/contract";

/** What Tidemark says of every possible upstream of one instance. */
export type Verdicts =
  | { readonly is: "asking" }
  | { readonly is: "known"; readonly options: readonly UpstreamOption[] }
  | { readonly is: "silent"; readonly problem: Problem };

const ASK_EVERY_MS = 1000;
const asking: Verdicts = { is: "asking" };

/** One instance is moved at a time, by drag, by two clicks or in the dialog: all of them read the same verdicts. */
const store = createStore<{ readonly instance: string | null; readonly verdicts: Verdicts }>(() => ({
  instance: null,
  verdicts: asking,
}));

const of = (instance: string | null, state: ReturnType<typeof store.getState>): Verdicts =>
  state.instance === instance ? state.verdicts : asking;

/** The newest verdicts on `instance`, as they are at this very moment. */
export const verdictsNow = (instance: string): Verdicts => of(instance, store.getState());

/** What `pick` takes of the verdicts on `instance`, while somebody asks for them. */
export const useVerdicts = <T>(instance: string | null, pick: (verdicts: Verdicts) => T): T =>
  useStore(store, (state) => pick(of(instance, state)));

/** Asks for the verdicts on `instance` at once and then each second, for as long as it is not null. */
export function useAskVerdicts(instance: string | null): void {
  useEffect(() => {
    if (instance === null) return;
    const stopped = new AbortController();
    let next: ReturnType<typeof setTimeout> | undefined;
    const put = (verdicts: Verdicts): void => {
      if (stopped.signal.aborted) return;
      store.setState({ instance, verdicts });
      next = setTimeout(ask, ASK_EVERY_MS);
    };
    const ask = (): void => {
      api
        .get<UpstreamList>(`/api/instances/${encodeURIComponent(instance)}/upstreams`, {
          signal: stopped.signal,
        })
        .then(({ upstreams }) => put({ is: "known", options: upstreams }))
        .catch((error: unknown) => put({ is: "silent", problem: problemOf(error) }));
    };
    store.setState({ instance, verdicts: asking });
    ask();
    return () => {
      stopped.abort();
      clearTimeout(next);
      store.setState({ instance: null, verdicts: asking });
    };
  }, [instance]);
}
