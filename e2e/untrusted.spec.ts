import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { GroupList, Plan, Run } from "@/lib/contract";
import { startApplication } from "@/server/testing/application";
import { ask } from "@/server/testing/ask";
import { idAt, seedOf } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { askApi } from "./access";
import { expect, test } from "./fixtures";
import { startTidemark, type Tidemark } from "./tidemark";
import { payload, plainPayload, startRogue } from "./untrusted";

const groupName = `orders ${payload("group-name")}`;
const deadlineMs = 20_000;

test("R12: whatever servers and their clients say runs nowhere on the page", async ({ page }) => {
  test.setTimeout(240_000);
  const dir = mkdtempSync(join(tmpdir(), "tidemark-untrusted-"));
  const [binary] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
  if (binary === undefined) throw new Error("there is no server");
  const servers = await startGroup({ binary, replicas: 1 });
  const rogue = await startRogue(String(await ask(servers.primary, [["INFO"]])));
  const [replica] = servers.replicas;
  if (replica === undefined) throw new Error("there is no replica");
  await ask(servers.primary, [["SET", payload("real-key"), payload("real-value")]]);
  const client = await startApplication(servers.primary, payload("real-client"), ["SET", "k", "v"], 500);
  const config = join(dir, "tidemark.yaml");
  writeFileSync(
    config,
    JSON.stringify({
      "data-dir": join(dir, "data"),
      poll: { interval: "250ms", timeout: "500ms" },
      groups: [
        { name: groupName, seeds: servers.all.map(seedOf) },
        { name: "rogue", seeds: [seedOf(rogue)] },
      ],
    }),
  );
  const tidemark = await startTidemark(["serve", "--config", config, "--port", "0"]);
  try {
    const announce = async (): Promise<void> => {
      for (const server of servers.all)
        await ask(server, [["CONFIG", "SET", "replica-announce-ip", plainPayload("announced")]]);
    };
    await walk(page, tidemark, { rogue: idAt(rogue), replica: idAt(replica), announce });
  } finally {
    await page.close();
    await tidemark.stop();
    client.close();
    await rogue.close();
    await servers.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});

async function walk(
  page: Page,
  tidemark: Tidemark,
  { rogue, replica, announce }: { rogue: string; replica: string; announce: () => Promise<void> },
): Promise<void> {
  const { origin } = tidemark;
  const read = async (path: string): Promise<unknown> => (await askApi(`${origin}${path}`)).json();
  const { groups } = GroupList.parse(await read("/api/groups"));
  const orders = groups.find(({ name }) => name === groupName)?.id ?? "";
  for (const [group, members] of [
    [orders, 2],
    ["rogue", 1],
  ] as const)
    await expect
      .poll(
        async () => {
          const { instances } = await tidemark.group(group);
          return instances.filter(({ version }) => version !== null).length;
        },
        { timeout: deadlineMs },
      )
      .toBe(members);

  const ran = async (group: string, request: object): Promise<Run> => {
    const planned = await tidemark.post(`/api/groups/${group}/plans`, request);
    expect(planned.status, JSON.stringify(await planned.clone().json())).toBe(201);
    const plan = Plan.parse(await planned.json());
    const confirm = { accepted: true, ...(plan.confirm?.type != null && { text: plan.confirm.type }) };
    const answer = await tidemark.post("/api/runs", { plan: plan.id, confirm });
    expect(answer.status, JSON.stringify(await answer.clone().json())).toBe(202);
    const started = Run.parse(await answer.json());
    await expect
      .poll(async () => Run.parse(await read(`/api/runs/${started.id}`)).endedAt, { timeout: deadlineMs })
      .not.toBeNull();
    return Run.parse(await read(`/api/runs/${started.id}`));
  };
  const copy = await ran("rogue", { action: "backup", instance: rogue, method: "wire" });
  const refused = await ran("rogue", { action: "backup", instance: rogue, method: "bgsave" });
  const promoted = await ran(orders, { action: "promote", instance: replica });
  expect([copy.state, refused.state, promoted.state]).toEqual(["succeeded", "unchanged", "succeeded"]);
  await announce();

  let dialogs = 0;
  page.on("dialog", (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  /** Waits until the page shows these payloads as the text that they are, and looks for what they may have done. */
  const look = async (...shown: string[]): Promise<void> => {
    await expect(page.getByRole("heading", { level: 1 }).or(page.getByRole("dialog")).first()).toBeVisible();
    const text = page.locator("body");
    for (const where of shown)
      await expect.poll(() => text.innerText()).toMatch(new RegExp(`window\\.ran="?${where}`));
    expect(await page.evaluate(harm), page.url()).toEqual([]);
    expect(dialogs).toBe(0);
  };
  const visit = async (path: string, ...shown: string[]): Promise<void> => {
    await page.goto(`${origin}${path}`);
    await look(...shown);
  };

  await visit("/", "group-name");
  for (const view of ["", "?view=table", "?view=lineage"]) {
    await visit(`/g/rogue${view}`);
    await visit(`/g/${orders}${view}`, "group-name");
  }
  await visit(`/g/${orders}`);
  await page.getByRole("button", { name: "Show clients" }).first().click();
  await look("real-client");
  await visit(`/i/${encodeURIComponent(replica)}`);
  await visit(`/i/${encodeURIComponent(rogue)}`);
  await page.getByRole("tab", { name: /config/i }).click();
  await look("setting");
  await page.getByRole("tab", { name: /raw info/i }).click();
  await look("info-value", "info-name", "config-file", "executable", "replica-address");
  await visit("/runs", "group-name");
  await visit(`/runs/${copy.id}`);
  await visit(`/runs/${refused.id}`, "error-reply");
  await visit(`/runs/${promoted.id}`, "group-name");
  await visit("/timeline", "group-name", "error-reply");
  await visit("/audit", "error-reply");
  await visit("/backups");
  for (const details of await page.getByRole("button", { name: /^Details of/ }).all()) await details.click();
  await look("group-name");

  await visit("/g/rogue");
  await page
    .getByRole("button", { name: /^Actions for/ })
    .first()
    .click();
  await look();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("img");
  await look("group-name");
}

/** What stands on the page that only a payload can have brought. */
function harm(): string[] {
  const found = "ran" in window ? [`it ran: ${String(window.ran)}`] : [];
  for (const element of document.querySelectorAll("*")) {
    const named = element.getAttributeNames().filter((name) => name.startsWith("on"));
    if (named.length > 0) found.push(`${element.tagName} ${named.join(" ")}`);
    const href = element.getAttribute("href") ?? "";
    if (/^\s*javascript:/i.test(href)) found.push(href);
    if (element.tagName === "IMG" && element.getAttribute("src") === "x") found.push("an injected image");
  }
  return found;
}
