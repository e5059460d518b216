/** How long something goes on without being asked after. Half of what a revocation may take to be felt (R4). */
const askEveryMs = 1_000;

/**
 * The same pieces, for as long as whoever reads them may have them. It is asked before a piece leaves, once a second at most; then the
 * answer breaks off, so that nobody takes what they have for the whole.
 */
export async function* whileAllowed<T>(
  pieces: AsyncGenerator<T, void>,
  mayStill: () => Promise<boolean>,
  nowMs: () => number = performance.now.bind(performance),
): AsyncGenerator<T, void> {
  let askedMs = nowMs();
  for await (const piece of pieces) {
    if (nowMs() - askedMs >= askEveryMs) {
      if (!(await mayStill())) throw new Error("What was read may not be read any more.");
      askedMs = nowMs();
    }
    yield piece;
  }
}
