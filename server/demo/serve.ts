import { join } from "node:path";
import { startTidemark, type Tidemark } from "@/server/main";
import { ensurePages } from "@/server/page-build";
import type { Demo } from "@/server/ports";
import { usualAllow } from "@/server/redis/network";
import { loadSettings } from "@/server/settings";

export interface ServeOptions {
  /** The group's folder: data is kept there, and no settings file is looked for elsewhere. */
  readonly dir: string;
  readonly port: number;
  /** Of the group, by address. */
  readonly sentinels?: readonly string[];
  /** A taken port is passed over for the next free one. */
  readonly passOverTakenPorts: boolean;
  /** Next in development mode, with hot reload. */
  readonly dev: boolean;
}

export interface DemoTidemark extends Tidemark {
  /** The link that signs in and leads to the group's own page. */
  readonly page: string;
}

/** Starts Tidemark on a demo's group. The caller closes it. */
export async function serveDemo(
  demo: Demo,
  { dir, port, sentinels = [], passOverTakenPorts, dev }: ServeOptions,
): Promise<DemoTidemark> {
  const { group, instances } = await demo.state();
  const seeds = instances.map(({ instance }) => `redis://${instance}`);
  const settings = loadSettings({ env: process.env, cwd: dir, seeds: seeds.slice(0, 1) });
  await ensurePages(settings.publicUrl, { dev });
  const tidemark = await startTidemark(
    {
      ...settings,
      // Its servers are this machine's own.
      networks: { allow: usualAllow },
      listen: { host: "127.0.0.1", port },
      dataDir: join(dir, "data"),
      groups: settings.groups.map((one) => ({ ...one, name: group, seeds, sentinels: [...sentinels] })),
    },
    { demo: { group, demo }, dev, passOverTakenPorts },
  );
  const path = `/g/${group}`;
  return { ...tidemark, page: tidemark.enterUrl(path) ?? `${tidemark.url}${path}` };
}
