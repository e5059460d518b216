import type { Page } from "@playwright/test";
import type { UpstreamList } from "@/lib/contract";
import { ask } from "@/server/testing/ask";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places, type Tidemark } from "./tidemark";

/** Commands that an instance counts and that would have changed something. */
const CHANGING =
  /^cmdstat_(replicaof|slaveof|failover|config\|set|config\|rewrite|client\|pause|client\|kill):/;

/** How often each such command was called, of all instances. */
async function changes(demo: Tidemark): Promise<string[]> {
  const { instances } = await demo.group();
  const stats = await Promise.all(
    instances.map(async ({ id }) => {
      const { hostname, port } = new URL(`redis://${id}`);
      const text = await ask({ host: hostname, port: Number(port) }, [["INFO", "commandstats"]]);
      return String(text)
        .split("\r\n")
        .filter((line) => CHANGING.test(line))
        .map((line) => `${id} ${line.slice(0, line.indexOf(",usec"))}`);
    }),
  );
  return stats.flat();
}

class Mover {
  constructor(
    readonly page: Page,
    readonly board: Board,
  ) {}

  /** Takes a replica by its grip. */
  async grab(id: string): Promise<void> {
    await this.board.card(id).hover();
    const grip = await this.board.card(id).locator(".flow-grip").boundingBox();
    if (grip === null) throw new Error("the grip is out of sight");
    await this.page.mouse.move(grip.x + 12, grip.y + 12);
    await this.page.mouse.down();
    await this.page.mouse.move(grip.x + 32, grip.y + 32, { steps: 4 });
  }

  async over(id: string): Promise<void> {
    const box = await this.board.card(id).boundingBox();
    if (box === null) throw new Error("the card is out of sight");
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 8 });
  }

  verdict(id: string) {
    return this.board.card(id).locator("[data-verdict]");
  }
}

test("every target says what a drop would cost before the drop, anew while it is held, and only reads are sent", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const mover = new Mover(page, board);
  const { primary, middle, plain, leaf } = await places(demo);
  const before = await changes(demo);

  await mover.grab(middle);
  await expect(mover.verdict(primary)).toHaveText("Already its upstream");
  await expect(mover.verdict(leaf)).toHaveText("Loop");
  await expect(mover.verdict(plain)).toHaveText(/^Partial, [\d.]+\s(B|KiB)$/);
  await expect(mover.verdict(plain)).toHaveAttribute("data-verdict", "valid");
  await expect(mover.verdict(middle)).toHaveCount(0);
  await expect(page.getByText(`Re-point ${middle}:`)).toBeVisible();
  await board.fault("pause", plain);
  await expect(mover.verdict(plain)).toHaveText("Unreachable");
  await mover.over(plain);
  await page.mouse.up();
  await expect(board.dialog).toHaveCount(0);
  await board.fault("resume", plain);
  await expect(board.card(plain)).toHaveAttribute("data-state", "online");

  await mover.grab(plain);
  await expect(mover.verdict(leaf)).toHaveText(/^Partial/);
  await page.keyboard.press("Escape");
  await expect(mover.verdict(leaf)).toHaveCount(0);
  await mover.over(leaf);
  await page.mouse.up();
  await expect(board.dialog).toHaveCount(0);

  await mover.grab(plain);
  await expect(mover.verdict(middle)).toHaveText(/^Partial/);
  await mover.over(middle);
  await page.mouse.up();
  await expect(board.dialog.getByRole("button", { name: /^Re-point 127/ })).toBeEnabled();
  await expect(board.dialog.getByRole("img", { name: /^After/ }).locator("[data-ghost]")).toHaveCount(1);
  await page.keyboard.press("Escape");

  await board.card(plain).hover();
  await board.card(plain).locator(".flow-grip").click();
  await expect(mover.verdict(leaf)).toHaveText(/^Partial/);
  await board.card(leaf).click();
  await expect(board.dialog.getByRole("button", { name: /^Re-point 127/ })).toBeEnabled();
  expect(await changes(demo)).toEqual(before);
  // The count does count: the run itself is in it.
  await board.execute(/^Re-point 127/);
  await board.ended("Succeeded");
  expect(await changes(demo)).toContainEqual(expect.stringContaining(`${plain} cmdstat_replicaof`));
});

test("the verdicts are Tidemark's own: nothing can be dropped before they came, and a changed answer is what is shown", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const mover = new Mover(page, board);
  const { middle, plain } = await places(demo);
  const { promise: asked, resolve: answer } = Promise.withResolvers<void>();
  await page.route(/\/api\/instances\/[^/]+\/upstreams$/, async (route) => {
    await asked;
    const response = await route.fetch();
    const list: UpstreamList = await response.json();
    const words = "Full, at most 3.20 GiB: other history";
    const upstreams = list.upstreams.map((one) =>
      one.upstream === middle ? { ...one, resync: "full" as const, words } : one,
    );
    await route.fulfill({ json: { upstreams } });
  });

  await mover.grab(plain);
  await expect(mover.verdict(middle)).toHaveText("…");
  await mover.over(middle);
  await page.mouse.up();
  await expect(board.dialog).toHaveCount(0);

  await board.choose(plain, /^Re-point/);
  const option = board.dialog.getByRole("button", { name: middle });
  await expect(option).toContainText("…");
  await expect(option).toHaveAttribute("aria-disabled", "true");
  answer();
  await expect(option).toContainText("Full, at most 3.20 GiB: other history");
  await page.keyboard.press("Escape");

  await mover.grab(plain);
  await expect(mover.verdict(middle)).toHaveText("Full, at most 3.20 GiB: other history");
  await mover.over(middle);
  await page.mouse.up();
  await expect(board.dialog.getByRole("button", { name: /^Re-point 127/ })).toBeVisible();
});
