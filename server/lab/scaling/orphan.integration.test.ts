import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { isThere } from "./scaling.fixture";

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("the load ends with its parent, even one that is killed while it is made as fast as goes", async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const server = await startTestServer(binary);
  const parent = spawn(
    process.execPath,
    ["--import", "tsx", "server/lab/scaling/crew-parent.fixture.ts", server.host, String(server.port)],
    { cwd: root, stdio: ["ignore", "inherit", "inherit", "ipc"] },
  );
  try {
    const [pids] = await once(parent, "message");
    const [pid] = z.array(z.number()).length(1).parse(pids);
    if (pid === undefined) throw new Error("no process");
    await waitFor("load", async () => Number(await ask(server, [["DBSIZE"]])) > 0);
    expect(isThere(pid)).toBe(true);
    parent.kill("SIGKILL");
    await waitFor("the end of the load", () => !isThere(pid));
  } finally {
    parent.kill("SIGKILL");
    await stopServers([server]);
  }
});
