import { afterAll, afterEach, beforeAll } from "vitest";
import { buildActor, removeActor } from "./actor-process.fixture";

/** A lease short enough that a test sees it end. */
export const shortLease = { lengthMs: 1_000, renewEveryMs: 200 };

/**
 * For a file of tests in which another process acts: builds that once, and closes after each test what it began.
 * @returns what is to be closed, last things first
 */
export function twoProcesses(): (() => unknown)[] {
  beforeAll(buildActor);
  afterAll(removeActor);
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return closing;
}
