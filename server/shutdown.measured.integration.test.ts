import { io } from "socket.io-client";
import { expect, test } from "vitest";
import { asTest } from "@/server/testing/who";
import { seedOf } from "./testing/fleet";
import { startGroup } from "./testing/group";
import { serverMatrix } from "./testing/versions";
import { waitFor } from "./testing/wait-for";
import { startForTest } from "./tidemark.fixture";

test("A shutdown takes less than three seconds with pages and requests open, and closes the store", async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const group = await startGroup({ binary, replicas: 1 });
  try {
    const tidemark = await startForTest([seedOf(group.primary)]);
    const socket = io(tidemark.url, {
      path: "/live",
      transports: ["websocket"],
      reconnection: false,
      extraHeaders: { Origin: tidemark.url, ...asTest },
    });
    await waitFor("connected", () => socket.connected);
    const begun = performance.now();
    await tidemark.close();
    expect(performance.now() - begun).toBeLessThan(3_000);
    await waitFor("the page was told", () => socket.disconnected);
    await expect(tidemark.get("/api/health")).rejects.toThrow();
    expect(tidemark.log.join("")).not.toContain("took too long");
  } finally {
    await group.stop();
  }
});
