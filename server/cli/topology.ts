import { treeLines } from "@/lib/topology/tree-text";
import { loadSettings } from "@/server/settings";
import { seedGroups } from "@/server/settings/seeds";
import { lookOnce } from "./once";
import { say } from "./say";

/**
 * Finds the group an instance belongs to and prints it as a tree.
 * @returns 0; 1 when nothing could be reached.
 */
export async function topology(url: string): Promise<number> {
  const settings = loadSettings({ env: process.env, cwd: process.cwd(), flags: {}, seeds: [] });
  return lookOnce(seedGroups([url]), settings, async (fleet) => {
    const [group] = fleet.groups();
    if (group === undefined) return 1;
    for (const line of treeLines(group, settings.lag)) say(line);
    return group.instances.some((instance) => instance.reachable) ? 0 : 1;
  });
}
