import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places, startTidemark } from "./tidemark";

test("with the heartbeat on, what a reader sees stands beside the estimate: as a figure, on the card, and aloud", async ({
  page,
}) => {
  const demo = await startTidemark(["demo", "--port", "0"], { TIDEMARK_HEARTBEAT_ENABLED: "true" });
  try {
    const board = await new Board(page, demo).open();
    const { primary, plain } = await places(demo);
    const card = board.card(plain);
    const sentence = /A reader sees <0\.1\ss old data, at most \S+\ss \(heartbeat\)/;
    await expect(card.getByTitle(sentence)).toBeVisible({ timeout: 15_000 });
    await expect(page.getByLabel(/a reader sees data under 0\.1\ss old/).first()).toBeVisible();
    await expect(board.card(primary).getByTitle(/heartbeat/)).toHaveCount(0);

    await page.goto(`${new URL(demo.url).origin}/i/${encodeURIComponent(plain)}`);
    await expect(page.getByText("a reader sees (heartbeat)")).toBeVisible();
    // A replica that does not answer is not told to be read at its last known age.
    await board.fault("pause", plain);
    await expect(page.getByText("a reader sees (heartbeat)")).toBeHidden({ timeout: 15_000 });
    await board.fault("resume", plain);
    await expect(page.getByText("a reader sees (heartbeat)")).toBeVisible({ timeout: 15_000 });
  } finally {
    await page.close();
    await demo.stop();
  }
});
