import type { Run } from "@/lib/contract";
import type { RunPlace, Store } from "@/server/ports";

/** Tells of runs as they change, until it is called off. */
export type ListenToRuns = (listener: { run(run: Run, place: RunPlace): void }) => () => void;

/** Resolves with the run once it has ended, in whichever process; with null once `signal` says that nobody waits for it. */
export async function endOf(
  id: string,
  { listen, store, signal }: { listen: ListenToRuns; store: Pick<Store, "runs">; signal: AbortSignal },
): Promise<Run | null> {
  const { promise, resolve } = Promise.withResolvers<Run | null>();
  const deaf = listen({
    run: (run) => {
      if (run.id === id && run.state !== "running") resolve(run);
    },
  });
  const leave = (): void => resolve(null);
  signal.addEventListener("abort", leave, { once: true });
  try {
    if (signal.aborted) return null;
    // It may have ended before anybody listened.
    const now = await store.runs.get(id);
    if (now !== null && now.state !== "running") return now;
    return await promise;
  } finally {
    deaf();
    signal.removeEventListener("abort", leave);
  }
}
