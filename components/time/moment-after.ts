/** A group's picture with a change in it is at most this much younger than the event that tells of the change. Milliseconds. */
const SETTLED_MS = 1000;

/** The moment at which a group shows what an event told at `atMs`, Unix milliseconds. */
export const momentAfter = (atMs: number): number => atMs + SETTLED_MS;
