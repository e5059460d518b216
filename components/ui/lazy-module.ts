import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

export interface LazyModule<Module> {
  /** The module; null until it has come. */
  readonly useModule: () => Module | null;
  /** Fetches it unless it is here or on its way; whether it is here then. After a failure the next call asks again. */
  readonly fetch: () => Promise<boolean>;
}

/** Code that no page needs before something is done on it: it comes when it is first asked for, never by itself. */
export function lazyModule<Module>(load: () => Promise<Module>): LazyModule<Module> {
  const store = createStore<{ module: Module | null }>(() => ({ module: null }));
  let coming: Promise<boolean> | null = null;
  return {
    useModule: () => useStore(store, ({ module }) => module),
    fetch() {
      coming ??= load().then(
        (module) => {
          store.setState({ module });
          return true;
        },
        () => {
          coming = null;
          return false;
        },
      );
      return coming;
    },
  };
}
