import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRouter } from "@/server/boot/build-router.mjs";
import { findServer } from "@/server/local";
import { packageRoot } from "@/server/package";
import { startGroup, type TestGroup } from "@/server/testing/group";

const run = promisify(execFile);
const root = packageRoot();
const node = join(root, "node_modules/.bin/node");
const dir = mkdtempSync(join(tmpdir(), "tidemark-router-package-"));
let group: TestGroup;

/** An application's folder, with what was packed in it, and of other packages ioredis and Node's types alone. */
beforeAll(async () => {
  const found = await findServer({ install: false });
  if ("missing" in found) throw new Error(found.missing);
  const starting = startGroup({ binary: found, replicas: 1 });
  await buildRouter();
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", dir], { cwd: root });
  await run(
    "sh",
    ["-c", "tar xzf tidemark-*.tgz && mkdir node_modules && mv package node_modules/tidemark"],
    {
      cwd: dir,
    },
  );
  mkdirSync(join(dir, "node_modules/@types"));
  for (const name of ["ioredis", "@types/node"])
    symlinkSync(join(root, "node_modules", name), join(dir, "node_modules", name));
  group = await starting;
});
afterAll(async () => {
  await group?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const application = `
import { type Answer, createReadRouter, type ReadRouter, RouterError } from "tidemark/router";

const [host = "", port] = process.argv.slice(2);
const router: ReadRouter = createReadRouter({
  seeds: [{ host, port: Number(port) }],
  redis: { db: 1 },
  onEvent: (event) => {
    if (event.type === "primary-changed") console.error(event.to?.port);
  },
});
await router.ready();
const session = router.session();
const written: Answer = await router.write(["SET", "greeting", "hello"], { session });
const read = await router.readYourWrites(["GET", "greeting"], router.session(session.token));
try {
  await router.write(["LPUSH", "greeting", "x"]);
} catch (error) {
  if (error instanceof RouterError) console.log(error.code, written.from.role, read.reply);
}
await router.close();
`;

test("an application of its own takes the router from the package, with its types", async () => {
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(dir, "application.ts"), application);
  await run(
    node,
    [
      join(root, "node_modules/.bin/tsc"),
      ...["application.ts", "--strict", "--module", "nodenext", "--target", "es2023", "--types", "node"],
    ],
    { cwd: dir },
  ).catch((error: { stdout: string }) => expect(error.stdout).toBe(""));
  const { host, port } = group.primary;
  const { stdout } = await run(node, ["application.js", host, String(port)], { cwd: dir });
  expect(stdout).toBe("refused primary hello\n");
});
