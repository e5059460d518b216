import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium, type Page } from "@playwright/test";
import { findServer, type LocalServer, startServer } from "@/server/local";
import { usualNetworks } from "@/server/redis/networks";
import { OnDemandClient } from "@/server/redis/on-demand-client";
import { askApi, signIn } from "../access";
import { launchOptions } from "../browser";
import { startTidemark } from "../tidemark";
import { type Figure, median, quantile } from "./figure";

const WRITES = 60;
const IDLE_SECONDS = 20;

/** From a write in Redis to the pixel that shows it, and what an open group page costs. */
export async function page(): Promise<Figure[]> {
  return [...(await pixels("1s")), ...(await pixels("100ms")), ...(await idle())];
}

async function pixels(interval: string): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const browser = await chromium.launch(launchOptions);
  const servers: LocalServer[] = [];
  try {
    const primary = await server(dir, servers, {});
    await server(dir, servers, { replicaof: `${primary.host} ${primary.port}` });
    const seed = `redis://${primary.host}:${primary.port}`;
    const tidemark = await startTidemark(["serve", seed, "--port", "0"], {
      TIDEMARK_POLL_INTERVAL: interval,
      TIDEMARK_DATA_DIR: join(dir, "data"),
    });
    try {
      const shown = await browser.newPage();
      await signIn(shown.context(), tidemark.url);
      return await watch(shown, tidemark.url, primary, interval);
    } finally {
      await tidemark.stop();
    }
  } finally {
    await browser.close();
    await Promise.all(servers.map((one) => one.stop()));
    await rm(dir, { recursive: true, force: true });
  }
}

async function server(
  dir: string,
  servers: LocalServer[],
  settings: Record<string, string>,
): Promise<LocalServer> {
  const found = await findServer();
  if ("missing" in found) throw new Error(found.missing);
  const one = await startServer({
    binary: found.path,
    dir: join(dir, `server-${servers.length}`),
    settings: {
      save: "",
      appendonly: "no",
      "repl-diskless-sync-delay": "0",
      "repl-ping-replica-period": "3600",
      ...settings,
    },
  });
  servers.push(one);
  return one;
}

/** Writes at random moments; a MutationObserver notes when the primary's card shows another offset. */
async function watch(shown: Page, url: string, primary: LocalServer, interval: string): Promise<Figure[]> {
  const sampledAt = new Map<number, number>();
  shown.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      for (const match of String(payload).matchAll(/"sampledAt":"([^"]+)"[^{}]*?"offset":(\d+)/g))
        if (match[1] !== undefined && !sampledAt.has(Number(match[2])))
          sampledAt.set(Number(match[2]), Date.parse(match[1]));
    }),
  );
  const { origin } = new URL(url);
  const groups: { groups: { id: string }[] } = await (await askApi(`${origin}/api/groups`)).json();
  await shown.goto(`${origin}/g/${groups.groups[0]?.id}`);
  const id = `${primary.host}:${primary.port}`;
  const card = shown.locator(`[data-id="${id}"] .live-value`).first();
  await card.waitFor();
  await card.evaluate((element) => {
    const changes: [number, string][] = [];
    Object.assign(window, { changes });
    new MutationObserver(() =>
      requestAnimationFrame(() => changes.push([Date.now(), element.textContent ?? ""])),
    ).observe(element, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const client = new OnDemandClient(
    { endpoint: { host: primary.host, port: primary.port }, networks: usualNetworks, tls: null },
    { username: null, password: null },
  );
  const fromWrite: number[] = [];
  const fromReply: number[] = [];
  for (let write = 0; write < WRITES; write += 1) {
    await pause(300 + Math.random() * 1000);
    const before = await changes(shown);
    const wrote = Date.now();
    await client.send(["SET", "bench", String(write)], 1000);
    await shown.waitForFunction((count) => Reflect.get(window, "changes").length > count, before.length);
    const last = (await changes(shown)).at(-1);
    if (last === undefined) continue;
    fromWrite.push(last[0] - wrote);
    const sampled = sampledAt.get(Number(last[1].replaceAll(/\D/g, "")));
    if (sampled !== undefined) fromReply.push(last[0] - sampled);
  }
  client.close();
  const bench = `page ${interval}`;
  const figure = (what: string, values: readonly number[], q: number, bar: number | null): Figure => ({
    bench,
    what,
    value: quantile(values, q),
    unit: "ms",
    spread: [Math.min(...values), Math.max(...values)],
    bar,
  });
  return [
    figure("write to pixel p50", fromWrite, 0.5, null),
    figure("write to pixel p99", fromWrite, 0.99, null),
    figure("reply to pixel p50", fromReply, 0.5, null),
    figure("reply to pixel p99", fromReply, 0.99, 100),
  ];
}

const changes = (shown: Page): Promise<[number, string][]> =>
  shown.evaluate(() => Reflect.get(window, "changes"));

/** CPU of the whole browser with one group page of the demo open, as its own process list counts it. */
async function idle(): Promise<Figure[]> {
  const demo = await startTidemark(["demo", "--port", "0"]);
  const browser = await chromium.launch(launchOptions);
  try {
    const shown = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    await signIn(shown.context(), demo.url);
    await shown.goto(demo.url);
    await shown.getByText("Bytes behind").first().waitFor();
    const client = await browser.newBrowserCDPSession();
    const used = async (): Promise<number> => {
      const { processInfo } = await client.send("SystemInfo.getProcessInfo");
      return processInfo.reduce((sum, one) => sum + one.cpuTime, 0);
    };
    await pause(5_000);
    const shares: number[] = [];
    for (let window = 0; window < 3; window += 1) {
      const before = await used();
      await pause(IDLE_SECONDS * 1000);
      shares.push((((await used()) - before) / IDLE_SECONDS) * 100);
    }
    return [
      {
        bench: "page open",
        what: "share of a core, whole browser",
        value: median(shares),
        unit: "%",
        spread: [Math.min(...shares), Math.max(...shares)],
        bar: 8,
      },
    ];
  } finally {
    await browser.close();
    await demo.stop();
  }
}
