import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Backup } from "@/lib/contract";
import { freePort } from "@/server/local/free-port";
import { makeCertificates } from "@/server/testing/certificates";
import { idAt } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { documentedNginx, startNginx } from "@/server/testing/nginx";
import { serverMatrix } from "@/server/testing/versions";
import { expect, test } from "./fixtures";
import { password, setUp, startSecure, watchTraffic } from "./secure";

test.use({ ignoreHTTPSErrors: true, permissions: ["clipboard-read", "clipboard-write"] });

for (const path of ["/tidemark", ""])
  test(`behind nginx, under the path "${path}", pages live, links lead on, files and backups are saved, and people sign in`, async ({
    page,
    allowConsole,
  }, info) => {
    // Under a path the pages are built for it first.
    test.setTimeout(240_000);
    const dir = info.outputPath("tls");
    mkdirSync(dir, { recursive: true });
    const certificates = await makeCertificates(dir);
    const [binary] = await serverMatrix();
    if (binary === undefined) throw new Error("there is no server");
    const group = await startGroup({ binary, replicas: 1 });
    const [port, upstreamPort] = [await freePort("127.0.0.1"), await freePort("127.0.0.1")];
    const file = await documentedNginx({ port, upstreamPort, certificates, path });
    const nginx = await startNginx(file, port);
    const publicUrl = `https://127.0.0.1:${port}${path}`;
    const seed = `redis://${idAt(group.primary)}`;
    const tidemark = await startSecure(seed, {
      TIDEMARK_LISTEN: `127.0.0.1:${upstreamPort}`,
      TIDEMARK_PUBLIC_URL: publicUrl,
      TIDEMARK_DATA_DIR: info.outputPath("data"),
    });
    try {
      await setUp(page, publicUrl, tidemark);
      const traffic = watchTraffic(page, publicUrl);

      const opened = await page.goto(`${publicUrl}/`);
      expect(opened?.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
      await expect.poll(() => traffic.ticks).toBeGreaterThan(3);
      await page.getByRole("link", { name: "Timeline" }).click();
      await expect(page).toHaveURL(`${publicUrl}/timeline`);
      await page.goBack();
      await expect(page).toHaveURL(publicUrl === new URL(publicUrl).origin ? `${publicUrl}/` : publicUrl);

      // A view with its state in the address: frozen, copied, opened anew.
      const { id } = idOf(await (await page.request.get(`${publicUrl}/api/groups`)).json());
      await page.goto(`${publicUrl}/g/${id}?range=5m&view=table`);
      await page.keyboard.press("Space");
      await expect(page).toHaveURL(new RegExp(`^${publicUrl}/g/${id}\\?.*frozen=\\d+`));
      await page.keyboard.press("y");
      await expect(page.getByText("Link copied.")).toBeVisible();
      const link = await page.evaluate(() => navigator.clipboard.readText());
      expect(link.startsWith(`${publicUrl}/g/${id}?`)).toBe(true);
      expect(new URL(link).searchParams.get("from")).not.toBeNull();
      await page.goto(link);
      await expect(page.getByRole("treegrid")).toBeVisible();

      await page.goto(`${publicUrl}/backups`);
      await page.getByRole("button", { name: "Back up…" }).click();
      const plan = page.getByRole("dialog");
      await plan.getByRole("button", { name: /^Back up / }).click();
      await expect(plan.getByText(/^Backup verified: /).first()).toBeVisible();
      await page.keyboard.press("Escape");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: /^Download/ }).click(),
      ]);
      const kept = Backup.parse(await (await page.request.get(download.url().replace(/\/rdb$/, ""))).json());
      const bytes = await readFile(await download.path());
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(kept.sha256);

      await page.goto(`${publicUrl}/audit`);
      await page.getByRole("button", { name: /^Export/ }).click();
      const [saved] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name: /^CSV/ }).click(),
      ]);
      expect(await readFile(await saved.path(), "utf8")).toContain("backup-downloaded");

      expect(traffic.outside).toEqual([]);
      expect(traffic.refused).toEqual([]);

      // Out, and in again by the page for it, which leads back to where one was.
      allowConsole(/\b401\b|HTTP Authentication failed/);
      await page.getByRole("button", { name: "Account of ann" }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await expect(page).toHaveURL(`${publicUrl}/login`);
      await page.evaluate((url) => location.assign(url), `${publicUrl}/backups?state=verified`);
      await expect(page).toHaveURL(new RegExp(`^${publicUrl}/login\\?to=`));
      await page.getByRole("textbox", { name: "Name" }).fill("ann");
      await page.getByRole("textbox", { name: "Password" }).fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(`${publicUrl}/backups?state=verified`);
      await expect(page.getByRole("link", { name: /^Download/ })).toBeVisible();
      expect(traffic.outside).toEqual([]);
    } finally {
      await page.close();
      await tidemark.stop();
      await nginx.stop();
      await group.stop();
    }
  });

/** The only group there is. */
function idOf({ groups }: { groups: { id: string }[] }): { id: string } {
  const [group] = groups;
  if (group === undefined) throw new Error("no group is watched");
  return group;
}
