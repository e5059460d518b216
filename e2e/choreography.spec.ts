import type { Page } from "@playwright/test";
import { ask, replicationField } from "@/server/testing/ask";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { inject, startRun } from "./runs";
import { places } from "./tidemark";

const at = (id: string): { host: string; port: number } => {
  const { hostname, port } = new URL(`redis://${id}`);
  return { host: hostname, port: Number(port) };
};

/** Where every card stands, and where it stood before, since `watch`. */
async function watchPlaces(page: Page): Promise<() => Promise<Record<string, string[]>>> {
  await page.evaluate(() => {
    const seen: Record<string, string[]> = {};
    const look = (): void => {
      for (const node of document.querySelectorAll<HTMLElement>(".react-flow__node")) {
        const id = node.dataset.id ?? "";
        const list = seen[id] ?? [];
        seen[id] = list;
        if (list.at(-1) !== node.style.transform) list.push(node.style.transform);
      }
    };
    look();
    const canvas = document.querySelector(".react-flow__nodes");
    if (canvas !== null)
      new MutationObserver(look).observe(canvas, {
        attributes: true,
        attributeFilter: ["style"],
        subtree: true,
      });
    Object.assign(window, { seenPlaces: seen });
  });
  return () => page.evaluate(() => Reflect.get(window, "seenPlaces"));
}

/** Everything that was said aloud of roles, since `watch`. */
async function watchWords(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    const voice = document.querySelector("[data-announcer=role]");
    if (voice !== null)
      new MutationObserver(() => said.push(voice.textContent ?? "")).observe(voice, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    Object.assign(window, { said });
  });
  return () => page.evaluate(() => Reflect.get(window, "said"));
}

test("a handover moves the badge within 3 s, every card once, says it once, marks the charts, and shows the old links for 10 s", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { primary, middle, plain } = await places(demo);
  const placesSeen = await watchPlaces(page);
  const said = await watchWords(page);
  await startRun(demo, { action: "promote", instance: middle });
  await expect
    .poll(() => replicationField(at(middle), "role"), { intervals: [10], timeout: 20_000 })
    .toBe("master");
  const changedAt = Date.now();
  await expect(board.card(middle)).toHaveAttribute("data-role", "primary", { timeout: 3_000 });
  expect(Date.now() - changedAt).toBeLessThan(3_000);
  await expect(board.card(middle).getByText("Primary", { exact: true })).toBeVisible();

  const former = page.locator("[data-former]");
  await expect(page.locator(`[data-former="${primary} ${middle}"]`)).toHaveCount(1);
  await expect(page.locator(`[data-former="${primary} ${plain}"]`)).toHaveCount(1);
  const shownAt = Date.now();
  await expect(page.getByText("Was until just now")).toBeVisible();
  await expect(page.locator("[data-mark=failover]").first()).toBeVisible();
  await expect(former).toHaveCount(0, { timeout: 12_000 });
  expect(Date.now() - shownAt).toBeGreaterThan(7_000);

  expect(Math.max(...Object.values(await placesSeen()).map((list) => list.length))).toBe(2);
  expect(await said()).toEqual([`${middle} is the primary now. Before it was ${primary}.`]);
});

test("two primaries keep badges and places under a banner; a dead one keeps its place, and who should follow it is outlined", async ({
  page,
  demo,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const board = await new Board(page, demo).open();
  const { primary, middle, plain } = await places(demo);
  const placesSeen = await watchPlaces(page);
  await ask(at(middle), [["REPLICAOF", "NO", "ONE"]]);
  await expect(board.card(middle)).toHaveAttribute("data-role", "primary");
  await expect(board.card(primary)).toHaveAttribute("data-role", "primary");
  const banner = page.getByRole("alert").filter({ hasText: "Two primaries in demo" });
  await expect(banner).toContainText("Choose which to keep");
  expect(Object.values(await placesSeen()).map((list) => list.length)).toEqual([1, 1, 1, 1]);

  const { host, port } = at(middle);
  await ask(at(primary), [["REPLICAOF", host, String(port)]]);
  await ask(at(plain), [["REPLICAOF", host, String(port)]]);
  await expect(banner).toHaveCount(0);
  await expect(board.card(primary)).toHaveAttribute("data-role", "replica");
  await expect
    .poll(async () => Math.max(...Object.values(await placesSeen()).map((list) => list.length)))
    .toBe(2);

  await inject(demo, "kill", middle);
  await expect(board.card(middle)).toHaveAttribute("data-state", "unreachable");
  await expect(page.locator("[data-successor]")).toHaveCount(1);
  await expect(page.locator("[data-successor]")).toContainText("the one to promote");
  expect(Math.max(...Object.values(await placesSeen()).map((list) => list.length))).toBe(2);

  // Nothing glides where less motion is wanted.
  const glide = () =>
    page
      .locator(".react-flow__node")
      .first()
      .evaluate((node) => getComputedStyle(node).transitionDuration);
  expect(await glide()).toBe("0s");
  await page.emulateMedia({ reducedMotion: "no-preference" });
  expect(await glide()).toBe("0.3s");
});
