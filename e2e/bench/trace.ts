import type { Browser, Page } from "@playwright/test";
import { z } from "zod";

const Trace = z.object({
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      ph: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Microseconds on the processor. */
      tdur: z.number().optional(),
      args: z.looseObject({ name: z.unknown().optional() }).optional(),
    }),
  ),
});

/**
 * The longest task of the page's main thread while `work` goes on, by its time on the processor alone: on a machine that
 * others use too, a task lasts as long as it waits. Milliseconds.
 */
export async function longestTaskCpuMs(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<number> {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await work();
  const { traceEvents } = Trace.parse(JSON.parse((await browser.stopTracing()).toString()));
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.flatMap(({ name, ph, pid, tid, tdur = 0 }) =>
    ph === "X" && name.endsWith("RunTask") && main.has(`${pid} ${tid}`) ? [tdur / 1000] : [],
  );
  return tasks.reduce((most, one) => Math.max(most, one), 0);
}
