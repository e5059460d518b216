/**
 * Runs `late` after `deadlineMs`, unless it is stopped. A busy process comes to its timers before it comes to what
 * lies in its sockets, so what has arrived by then is read first: our own stall is not the other side's silence.
 * @returns what stops it
 */
export function onDeadline(deadlineMs: number, late: () => void): () => void {
  let immediate: NodeJS.Immediate | null = null;
  const timer = setTimeout(() => {
    immediate = setImmediate(late);
  }, deadlineMs);
  return () => {
    clearTimeout(timer);
    if (immediate !== null) clearImmediate(immediate);
  };
}
