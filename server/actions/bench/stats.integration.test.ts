import { expect, test } from "vitest";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { writeMs } from "./stats.fixture";

test.each(await serverMatrix())("a pause and a fence of writes are seen on $name", async (binary) => {
  const server = await startTestServer(binary);
  try {
    expect(await writeMs(server)).toBeLessThan(500);
    // CLIENT PAUSE knows WRITE since 6.2.
    if (!binary.version.startsWith("6.0")) {
      await ask(server, [["CLIENT", "PAUSE", "1000", "WRITE"]]);
      expect(await writeMs(server)).toBeGreaterThan(500);
    }
    await ask(server, [["CONFIG", "SET", "min-replicas-to-write", "1000000"]]);
    await expect(writeMs(server)).rejects.toThrow("NOREPLICAS");
  } finally {
    await stopServers([server]);
  }
});
