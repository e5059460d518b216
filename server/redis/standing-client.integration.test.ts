import { expect, onTestFinished, test } from "vitest";
import { freePort } from "@/server/local";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { Connection } from "./connection";
import { usualNetworks } from "./networks";
import { StandingClient } from "./standing-client";

test("an instance that was long away is there at once for who is in a hurry, and after the pause for others", async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("there is no server");
  const port = await freePort("127.0.0.1");
  const target = { endpoint: { host: "127.0.0.1", port }, networks: usualNetworks, tls: null };
  const client = new StandingClient(target, { username: null, password: null });
  onTestFinished(() => client.close());
  const tries = { count: 0 };
  // Pauses double with each refusal: after a few they are longer than all that follows.
  await waitFor("it has been refused a few times", async () => {
    client.hurry();
    tries.count += 1;
    return !((await client.connection(1000)) instanceof Connection) && tries.count > 8;
  });
  const server = await startTestServer(binary, {}, { port });
  onTestFinished(() => stopServers([server]));
  expect(await client.connection(1000)).not.toBeInstanceOf(Connection);
  client.hurry();
  expect(await client.connection(1000)).toBeInstanceOf(Connection);
  expect(client.connections).toBe(1);
});
