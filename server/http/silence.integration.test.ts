import { expect, test } from "vitest";
import { Health } from "@/lib/contract";
import { idAt } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startForTest } from "../tidemark.fixture";

test("/api/health says that Tidemark hears nobody, until it does", async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const group = await startGroup({ binary, replicas: 1 });
  const tidemark = await startForTest(group.all.map((server) => `redis://${idAt(server)}`));
  const health = async (): Promise<Health> => Health.parse((await tidemark.get("/api/health")).json);
  const until = (status: Health["status"]) =>
    waitFor(`it is ${status}`, async () => {
      const now = await health();
      return now.status === status && now.cutOff === (status === "degraded");
    });
  try {
    await until("ok");
    for (const server of group.all) server.pause();
    await until("degraded");
    expect((await health()).instances).toEqual({ total: 2, reachable: 0 });
    for (const server of group.all) server.resume();
    await until("ok");
  } finally {
    await tidemark.close();
    await group.stop();
  }
});
