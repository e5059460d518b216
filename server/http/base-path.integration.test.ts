import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "@/server/local/free-port";
import { openRaw } from "@/server/realtime/raw-client.fixture";
import { asTest } from "@/server/testing/who";
import { call, startForTest, type TestTidemark } from "@/server/tidemark.fixture";

const publicUrl = "https://ops.example/tidemark";
const asJson = { "Content-Type": "application/json" };

let tidemark: TestTidemark;
/** What a proxy that passes the path on asks for, and one that takes it off. */
let under: string;
let stripped: string;
beforeAll(async () => {
  const port = await freePort("127.0.0.1");
  const settings = { listen: { host: "127.0.0.1", port }, publicUrl };
  tidemark = await startForTest([], { settings });
  stripped = `http://127.0.0.1:${port}`;
  under = `${stripped}/tidemark`;
});
afterAll(() => tidemark?.close());

describe("A Tidemark whose public-url has a path", () => {
  test("answers API, metrics and pages under it", async () => {
    expect(await call(`${under}/api/health`)).toMatchObject({
      status: 200,
      json: { version: expect.any(String) },
    });
    expect((await call(`${under}/metrics`, { headers: asTest })).text).toContain("tidemark_");
    for (const path of ["", "/", "/g/orders?range=5m", "/theme.js"])
      expect(await call(under + path)).toMatchObject({ status: 200, text: "page" });
  });

  test("answers nothing beside it, and says what a proxy that takes it off must do", async () => {
    for (const path of ["/", "/api/health", "/metrics", "/g/orders?range=5m", "/tidemarks/api/health"]) {
      const answer = await call(stripped + path);
      expect(answer).toMatchObject({ status: 404, json: { code: "outside-path" } });
      expect(answer.text).toContain(`was asked for ${path.split("?")[0]}. Open ${publicUrl}. `);
      expect(answer.text).toContain("the proxy takes the path off");
    }
  });

  test("says that it lies there to who reads the API's description", async () => {
    expect(await call(`${under}/api/openapi.json`, { headers: asTest })).toMatchObject({
      json: { servers: [{ url: publicUrl }] },
    });
  });

  test.each([
    ["https://ops.example", 401, "HTTP/1.1 101 Switching Protocols"],
    ["https://ops.example/tidemark", 403, "HTTP/1.1 403 Forbidden"],
    ["http://ops.example", 403, "HTTP/1.1 403 Forbidden"],
    ["null", 403, "HTTP/1.1 403 Forbidden"],
  ])("takes the Origin %s for its own or not, for calls and for sockets", async (Origin, status, line) => {
    // What a proxy adds decides nothing.
    const headers = {
      Origin,
      "X-Forwarded-Host": "ops.example",
      "X-Forwarded-Proto": "https",
      Forwarded: "host=ops.example;proto=https",
    };
    const change = { method: "DELETE", headers: { ...asJson, ...headers }, body: "{}" };
    expect((await call(`${under}/api/groups/none`, change)).status).toBe(status);
    const client = await openRaw(under, { ...headers, ...asTest });
    expect(client.status).toBe(line);
    client.socket.destroy();
  });

  test("makes no socket beside it", async () => {
    const socket = new WebSocket(`${stripped.replace("http", "ws")}/live/?EIO=4&transport=websocket`);
    const end = await Promise.race(["open", "error"].map((name) => once(socket, name).then(() => name)));
    expect(end).toBe("error");
  });
});
