import { expect, type Locator, type Page } from "@playwright/test";
import type { Tidemark } from "./tidemark";

/** The group page as its reader finds it: by role, label and the id a card carries. */
export class Board {
  constructor(
    readonly page: Page,
    readonly tidemark: Tidemark,
  ) {}

  /** Opens the group and waits until every instance is drawn and the page is live. */
  async open(search = ""): Promise<this> {
    await this.page.goto(`${this.tidemark.url}${search}`);
    const { instances } = await this.tidemark.group();
    for (const { id } of instances) await expect(this.card(id)).toBeVisible();
    return this;
  }

  /** An instance's card in the graph. */
  card(id: string): Locator {
    return this.page.locator(`article[data-instance="${id}"]`);
  }

  /** Opens the ⋯ menu of a card and chooses one of its actions. */
  async choose(id: string, action: RegExp): Promise<void> {
    await this.card(id)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await this.page.getByRole("menuitem", { name: action }).click();
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  /** What a risky plan asks of a person. */
  get confirmation(): Locator {
    return this.dialog.getByRole("region", { name: "Confirmation" });
  }

  /** Presses the button that runs the plan, once its checks are there. */
  async execute(name: RegExp): Promise<void> {
    const button = this.dialog.getByRole("button", { name });
    await expect(button).toBeEnabled();
    await button.click();
  }

  /** Waits for the words with which a run ends. */
  async ended(word: string | RegExp): Promise<void> {
    await expect(this.dialog.getByText(word).first()).toBeVisible({ timeout: 30_000 });
  }

  /** Injects a fault of the demo, as its bar does. */
  async fault(fault: string, instance: string): Promise<void> {
    const response = await this.tidemark.post("/api/demo/faults", { fault, instance });
    expect(response.status, await response.text()).toBe(200);
  }
}
