import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { DemoState, Event } from "@/lib/contract";
import { askApi } from "./access";
import { lives } from "./alive";
import { test as base, expect as expectSoon } from "./fixtures";
import { copyHouse, type House } from "./house";
import { lineOf } from "./lines";
import { expectNothingLeft, interrupt, npmRun, processesIn } from "./terminal";
import { places, type Tidemark, tidemarkAt } from "./tidemark";

/** In development pages are compiled when they are asked for, on the cores that the tests use too. */
const expect = expectSoon.configure({ timeout: 60_000 });

interface Dev {
  readonly house: House;
  readonly folder: string;
  readonly tidemark: Tidemark;
}

const test = base.extend<{ dev: Dev }>({
  /** `npm run dev` on a copy of the sources, so that the test can change them. */
  dev: async ({ page }, use, info) => {
    const house = copyHouse(info.outputPath("house"));
    // Not below the test's own folder: tsx has a socket in it, and the path of one is at most 107 bytes long.
    const folder = mkdtempSync(join(tmpdir(), "dev-"));
    const child = npmRun({ script: "dev", folder, house: house.path });
    const url = await lineOf(child, /^Tidemark is ready: (\S+)/);
    await use({ house, folder, tidemark: await tidemarkAt(url, child) });
    await page.close();
    await interrupt(child);
    rmSync(folder, { recursive: true });
    rmSync(house.path, { recursive: true });
  },
});

const get = (tidemark: Tidemark, path: string) => askApi(new URL(path, tidemark.url));

/** The names that Redis gave its processes when they started. */
const runIds = async (tidemark: Tidemark): Promise<string[]> =>
  (await tidemark.group()).instances.map(({ id, runId }) => `${id} ${runId}`).sort();

const linksUp = async (tidemark: Tidemark): Promise<number> =>
  (await tidemark.group()).instances.filter(({ link }) => link?.state === "up").length;

/** Whether a server's link is cut, as the dashboard hears it from who holds the servers. */
async function linkOf(tidemark: Tidemark, id: string): Promise<string | null | undefined> {
  const state = DemoState.parse(await (await get(tidemark, "/api/demo")).json());
  return state.instances.find(({ instance }) => instance === id)?.link;
}

async function faultTitles(tidemark: Tidemark): Promise<string[]> {
  const answer = await get(tidemark, "/api/events?type=fault-injected");
  const { events } = z.object({ events: z.array(Event) }).parse(await answer.json());
  return events.map(({ title }) => title);
}

test("npm run dev reloads page and server over a group that runs on, and leaves nothing behind", async ({
  page,
  dev: { house, folder, tidemark },
  allowConsole,
}) => {
  test.setTimeout(360_000);
  allowConsole(/WebSocket|Failed to load resource|ERR_CONNECTION_REFUSED/);
  const route = "server/http/routes/demo.ts";
  await expect.poll(() => linksUp(tidemark)).toBe(3);
  const servers = await runIds(tidemark);
  const { plain } = await places(tidemark);
  // Only a page that was told which server it has notices a new one (next, hot-reloader/app/web-socket.js, `serverSessionId`).
  const told = page
    .waitForEvent("websocket", (socket) => socket.url().includes("/_next/hmr"))
    .then((socket) =>
      socket.waitForEvent("framereceived", ({ payload }) => payload.toString().includes("sessionId")),
    );
  // The lightest page that has the demo's bar.
  await page.goto(new URL("/backups", tidemark.url).href);
  const bar = page.getByRole("region", { name: "Demo" });
  await expect(bar).toBeVisible();
  await told;
  // Counted, not asked of the page: one that loads itself anew while its server compiles may leave a question unanswered.
  let loads = 0;
  page.on("domcontentloaded", () => {
    loads += 1;
  });

  await test.step("a change of server code restarts the dashboard alone, and an open page comes back", async () => {
    await tidemark.post("/api/demo/faults", { fault: "cut", instance: plain });
    house.change(route, "Play with a fault", "Play with the new code");
    await expect
      .poll(() => get(tidemark, "/api/openapi.json").then((answer) => answer.text(), String))
      .toContain("Play with the new code");
    await expect.poll(() => runIds(tidemark)).toEqual(servers);
    // Next has an open page load itself anew once it hears from a new server.
    // The new server compiles the page from nothing first.
    await expect.poll(() => loads, { timeout: 150_000 }).toBeGreaterThan(0);
    await lives(page);
  });

  await test.step("faults and history are those of before, and the demo's bar works", async () => {
    expect(await linkOf(tidemark, plain)).toBe("cut");
    await bar.getByRole("button", { name: /link/i }).click();
    await page.getByRole("menuitem", { name: /^Mend the link/ }).click();
    await expect.poll(() => linksUp(tidemark)).toBe(3);
    expect(await linkOf(tidemark, plain)).toBe("whole");
    expect(await faultTitles(tidemark)).toEqual([
      `Demo: ${plain} joined to its upstream again`,
      `Demo: ${plain} cut off from its upstream`,
    ]);
  });

  await test.step("a change of a component is seen without a reload", async () => {
    const before = loads;
    house.change("components/demo/demo-faults.tsx", "break something.", "break anything.");
    await expect(bar).toContainText("break anything.");
    expect(loads).toBe(before);
  });

  await test.step("code that cannot run costs the dashboard alone, until it is mended", async () => {
    const health = () =>
      get(tidemark, "/api/health").then(
        ({ status }) => status,
        () => "away",
      );
    house.change(route, "const told", "const = told");
    await expect.poll(health).toBe("away");
    house.change(route, "const = told", "const told");
    await expect.poll(health).toBe(200);
    await expect.poll(() => runIds(tidemark)).toEqual(servers);
  });

  await test.step("Ctrl-C leaves no process and no file behind", async () => {
    expect(processesIn(folder).length).toBeGreaterThan(4);
    await page.close();
    await interrupt(tidemark.process);
    await expectNothingLeft(folder);
  });
});

test("SIGTERM to npm alone ends npm run dev as well", async ({ dev: { folder, tidemark } }) => {
  await interrupt(tidemark.process, "SIGTERM", "npm");
  await expectNothingLeft(folder);
});
