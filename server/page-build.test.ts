import { expect, test } from "vitest";
import { ensurePages } from "./page-build";

/** Would end a build before it begins. */
const signal = AbortSignal.abort();

test.each([null, "https://tidemark.example"])(
  "Without a path there is nothing to build: %j",
  async (publicUrl) => {
    await expect(ensurePages(publicUrl, { dev: false, signal })).resolves.toBeUndefined();
    await expect(ensurePages(publicUrl, { dev: true, signal })).resolves.toBeUndefined();
  },
);

test("Where the pages cannot be built for a path, the start ends with the command that builds them", async () => {
  await expect(ensurePages("https://ops.example/a/b", { dev: false, signal })).rejects.toMatchObject({
    code: "pages-not-built",
    detail: expect.stringMatching(
      /^The pages could not be built for the path \/a\/b: .*npm run build -- --path \/a\/b$/,
    ),
  });
});

test("Pages that reload lie under no path", async () => {
  await expect(ensurePages("https://ops.example/tidemark", { dev: true, signal })).rejects.toMatchObject({
    code: "pages-not-built",
    detail: expect.stringContaining("Leave it out with --dev."),
  });
});
