import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/**
 * A hook that gives a module once it has come: null until then. The first component that uses it asks for it,
 * after it has been painted, so that the module is no part of what a page must load before it can be read.
 */
export function lazyModule<Module>(load: () => Promise<Module>): () => Module | null {
  const store = createStore<{ module: Module | null }>(() => ({ module: null }));
  let asked = false;
  return function useModule() {
    useEffect(() => {
      if (asked) return;
      asked = true;
      load().then(
        (module) => store.setState({ module }),
        () => {
          asked = false;
        },
      );
    }, []);
    return useStore(store, (state) => state.module);
  };
}
