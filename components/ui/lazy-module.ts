import { useLayoutEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** How far the code is. `coming` also before it is first asked for. */
export type Arrival<Module> =
  | { readonly at: "coming" }
  | { readonly at: "here"; readonly module: Module }
  /** The last one who asked did not get it. */
  | { readonly at: "failed" };

export interface LazyModule<Module> {
  /** The module; null until it has come. */
  readonly useModule: () => Module | null;
  /** How far it is. */
  readonly useArrival: () => Arrival<Module>;
  /** Fetches it unless it is here or on its way; whether it is here then. After a failure the next call asks again. */
  readonly fetch: () => Promise<boolean>;
}

/** Code that no page needs before something is done on it: it comes when it is first asked for, never by itself. */
export function lazyModule<Module>(load: () => Promise<Module>): LazyModule<Module> {
  const store = createStore<Arrival<Module>>(() => ({ at: "coming" }));
  let answer: Promise<boolean> | null = null;
  const arrive = (arrival: Arrival<Module>): void => store.setState(arrival, true);
  const fetch = (): Promise<boolean> => {
    if (answer !== null) return answer;
    arrive({ at: "coming" });
    answer = load().then(
      (module) => {
        arrive({ at: "here", module });
        return true;
      },
      () => {
        answer = null;
        arrive({ at: "failed" });
        return false;
      },
    );
    return answer;
  };
  return {
    fetch,
    useModule: () => useStore(store, (arrival) => (arrival.at === "here" ? arrival.module : null)),
    useArrival: () => useStore(store),
  };
}

/** Asks for the code when what uses this comes onto the page; how far it is. */
export function useFetched<Module>(code: LazyModule<Module>): Arrival<Module> {
  // Before the browser paints: what failed for somebody else is not shown as failed here.
  useLayoutEffect(() => void code.fetch(), [code]);
  return code.useArrival();
}
