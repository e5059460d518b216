/** What schedules are kept by: the wall clock says what is due, a timer that nobody can set wakes. */
export interface WallClock {
  /** Unix milliseconds, as the machine is set. */
  now(): number;
  /** Milliseconds of real time since some moment, on a clock that nobody sets. */
  elapsed(): number;
  /** Calls `wake` once, after so many milliseconds of real time. @returns calls it off */
  after(ms: number, wake: () => void): () => void;
}

export const wallClock: WallClock = {
  now: Date.now,
  elapsed: () => performance.now(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
