/**
 * Does `work` every `intervalMs`, never twice at once: while it runs, its turns are passed over.
 * @returns stops it, and resolves when a run under way has ended.
 */
export function every(intervalMs: number, work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= work().finally(() => {
      running = null;
    });
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
