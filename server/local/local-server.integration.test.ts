import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findServer, freePort, type LocalServer, startServer, sweepStrays } from "./index";
import { runTool } from "./run-tool";

let root: string;
let servers: LocalServer[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidemark-local-"));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  rmSync(root, { recursive: true, force: true });
});

async function binary(): Promise<string> {
  const found = await findServer({ install: false });
  if ("missing" in found) throw new Error(found.missing);
  return found.path;
}

async function start(name: string, more: { port?: number } = {}): Promise<LocalServer> {
  const server = await startServer({
    binary: await binary(),
    dir: join(root, name),
    settings: { save: "", appendonly: "no" },
    ...more,
  });
  servers.push(server);
  return server;
}

test("a started server answers at once, stands in its config file, and stops", async () => {
  const server = await start("a");
  expect(server.state).toBe("running");
  expect(readFileSync(server.configPath, "utf8")).toContain(`port ${server.port}\n`);
  expect(server.logTail()).toContain("Ready to accept connections");
  await server.stop();
  expect(server.state).toBe("exited");
});

test("a killed server comes back on the same port under another process id", async () => {
  const server = await start("a");
  const before = server.pid;
  await server.kill();
  expect(server.state).toBe("exited");
  await server.restart();
  expect(server.state).toBe("running");
  expect(server.pid).not.toBe(before);
});

test("a paused server says so and can still be stopped", async () => {
  const server = await start("a");
  server.pause();
  expect(server.state).toBe("paused");
  server.resume();
  expect(server.state).toBe("running");
  server.pause();
  await server.stop();
  expect(server.state).toBe("exited");
});

test("a port that is taken is refused by name when it was asked for", async () => {
  const port = await freePort("127.0.0.1");
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(port, "127.0.0.1", resolve));
  await expect(start("a", { port })).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
  await new Promise((resolve) => taken.close(resolve));
});

test("a setting the server refuses ends with the server's own words", async () => {
  const options = { binary: await binary(), dir: join(root, "a"), settings: { "no-such-setting": "1" } };
  await expect(startServer(options)).rejects.toThrow(/no-such-setting/);
});

test("a sweep leaves the servers of a living parent alone", async () => {
  const server = await start("a");
  expect(await sweepStrays(root)).toBe(0);
  expect(server.state).toBe("running");
});

test("a sweep kills the servers of a parent that was killed, and removes their folders", async () => {
  const script = join(import.meta.dirname, "stray-parent.fixture.ts");
  const dir = join(root, "orphan");
  const parent = await runTool(process.execPath, ["--import", "tsx", script, await binary(), dir]);
  expect(parent.code).toBeNull();
  const port = Number(parent.stdout.trim());
  const answers = async (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}`).then(
      () => true,
      (error: Error & { cause?: { code?: string } }) => error.cause?.code !== "ECONNREFUSED",
    );
  expect(await answers()).toBe(true);
  expect(await sweepStrays(root)).toBe(1);
  expect(existsSync(dir)).toBe(false);
  await expect.poll(answers).toBe(false);
});
