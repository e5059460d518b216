import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { freePort } from "@/server/local/free-port";
import { type Certificates, makeCertificates } from "@/server/testing/certificates";
import { idAt } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { expect, test } from "./fixtures";
import { setUp, startSecure, watchTraffic } from "./secure";

test.use({ ignoreHTTPSErrors: true });

test("a page lives over https with a certificate of Tidemark's own, and never notices that it is renewed", async ({
  page,
}, info) => {
  const dir = info.outputPath("tls");
  const made = async (name: string): Promise<Certificates> => {
    mkdirSync(join(dir, name), { recursive: true });
    return makeCertificates(join(dir, name));
  };
  const [first, second] = [await made("first"), await made("second")];
  const files = { cert: join(dir, "own.crt"), key: join(dir, "own.key") };
  const put = (from: Certificates): void => {
    for (const which of ["cert", "key"] as const) copyFileSync(from[which], files[which]);
  };
  put(first);
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("there is no server");
  const group = await startGroup({ binary, replicas: 1 });
  const port = await freePort("127.0.0.1");
  const publicUrl = `https://127.0.0.1:${port}`;
  const tidemark = await startSecure(`redis://${idAt(group.primary)}`, {
    TIDEMARK_LISTEN: `127.0.0.1:${port}`,
    TIDEMARK_TLS_CERT: files.cert,
    TIDEMARK_TLS_KEY: files.key,
    TIDEMARK_DATA_DIR: info.outputPath("data"),
  });
  try {
    await setUp(page, publicUrl, tidemark);
    const traffic = watchTraffic(page, publicUrl);
    await page.goto(`${publicUrl}/`);
    await expect.poll(() => traffic.ticks).toBeGreaterThan(1);
    expect(await isServed(port, first)).toBe(true);

    put(second);
    await expect.poll(() => isServed(port, second), { timeout: 20_000 }).toBe(true);
    expect(await isServed(port, first)).toBe(false);
    const before = traffic.ticks;
    await expect.poll(() => traffic.ticks).toBeGreaterThan(before);
    await page.reload();
    // The socket of before the renewal, and that of the page that was opened after it.
    expect(traffic.sockets).toBe(2);
    expect(traffic).toMatchObject({ outside: [], refused: [] });
  } finally {
    await page.close();
    await tidemark.stop();
    await group.stop();
  }
});

/** Whether who trusts that authority alone is answered. */
function isServed(port: number, { ca }: Certificates): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", ca: readFileSync(ca) });
    socket.on("error", () => resolve(false));
    socket.on("secureConnect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
