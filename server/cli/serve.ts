import { giveBackEveryMs, giveBackMemory } from "@/server/give-back";
import { startTidemark } from "@/server/main";
import { ensurePages } from "@/server/page-build";
import { loadSettings } from "@/server/settings";
import { aborted, untilSignal } from "./signal";

/** Serves until a signal comes. */
export async function serve(
  seeds: readonly string[],
  { dev, ...flags }: { config?: string; port?: string; host?: string; dev: boolean },
): Promise<number> {
  const signal = untilSignal();
  giveBackMemory(giveBackEveryMs);
  const settings = loadSettings({ env: process.env, cwd: process.cwd(), flags, seeds });
  await ensurePages(settings.publicUrl, { dev, signal });
  const tidemark = await startTidemark(settings, { dev });
  console.log(`Tidemark is ready: ${tidemark.url}`);
  if (tidemark.setUpUrl !== null)
    console.log(`There is no account yet. Make the first one, within a day: ${tidemark.setUpUrl}`);
  await aborted(signal);
  await tidemark.close();
  return 0;
}
