import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { Agent, request } from "node:https";
import { connect as connectPlainly } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "@/server/local/free-port";
import { runTool } from "@/server/local/run-tool";
import { type Certificates, makeCertificates } from "@/server/testing/certificates";
import { listen } from "@/server/testing/listen";
import { waitFor } from "@/server/testing/wait-for";
import { asTest } from "@/server/testing/who";
import { startForTest } from "@/server/tidemark.fixture";
import { certificateProblems, readCertificate } from "./certificate";
import { createWebServer } from "./web-server";

let own: Certificates;
let other: Certificates;
let dir: string;
beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), "tidemark-certificates-"));
  const made = async (name: string): Promise<Certificates> => {
    mkdirSync(join(root, name));
    return makeCertificates(join(root, name));
  };
  [own, other] = [await made("own"), await made("other")];
  return () => rmSync(root, { recursive: true });
});

const closers: (() => unknown)[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-certificate-"));
  closers.push(() => rmSync(dir, { recursive: true }));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A whole Tidemark with its own certificate. */
async function start(publicUrl: string | null = null): Promise<{ url: string; port: number }> {
  const tls = { cert: own.cert, key: own.key };
  const port = await freePort("127.0.0.1");
  const settings = { tls, publicUrl, listen: { host: "127.0.0.1", port } };
  const tidemark = await startForTest([], { settings });
  closers.push(() => tidemark.close());
  return { url: tidemark.url, port };
}

const curl = (url: string, ...args: string[]) =>
  runTool("curl", ["-sS", "-o", "-", "--cacert", own.ca, ...args, url]);

describe("With a certificate of its own", () => {
  test("Tidemark answers those who trust its authority over https, and nobody over http", async () => {
    const { url } = await start();
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(JSON.parse((await curl(`${url}/api/health`)).stdout)).toMatchObject({
      version: expect.any(String),
    });
    const stranger = await runTool("curl", ["-sS", `${url}/api/health`]);
    expect(stranger).toMatchObject({ code: 60, stdout: "" });
    const plain = await runTool("curl", ["-sS", `${url.replace("https", "http")}/api/health`]);
    expect(plain.code).not.toBe(0);
    expect(plain.stdout).toBe("");
  });

  test("R17: who connects and says nothing, or breaks off within the handshake, is cut off", async () => {
    const { port } = await start();
    const closed = await Promise.all(
      ["", "\x16\x03\x01\x02\x00\x01"].map(async (bytes) => {
        const socket = connectPlainly(port, "127.0.0.1").on("error", () => undefined);
        closers.push(() => socket.destroy());
        socket.write(bytes, "latin1");
        let isClosed = false;
        socket.resume().on("close", () => {
          isClosed = true;
        });
        return () => isClosed;
      }),
    );
    await waitFor("both are cut off", () => closed.every((is) => is()), 30_000);
  });

  test("Tidemark speaks HTTP/1.1, and no TLS before 1.2", async () => {
    const { url, port } = await start();
    const { stdout } = await curl(`${url}/api/health`, "--http2", "-w", "\n%{http_version}");
    expect(stdout.split("\n").at(-1)).toBe("1.1");
    // Level 0 lets this side offer what is old; it is the server that must refuse.
    const old = connect({
      port,
      host: "127.0.0.1",
      ca: readFileSync(own.ca),
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    const [error] = await once(old, "error");
    expect(String(error)).toMatch(/protocol version/);
  });

  test("sockets open under the https Origin alone", async () => {
    const { url, port } = await start();
    const statusFor = (Origin: string) =>
      new Promise<number>((resolve, reject) => {
        const sent = request({
          host: "127.0.0.1",
          port,
          path: "/live/?EIO=4&transport=websocket",
          ca: readFileSync(own.ca),
          headers: {
            Origin,
            ...asTest,
            Connection: "Upgrade",
            Upgrade: "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": Buffer.alloc(16).toString("base64"),
          },
        });
        sent.on("upgrade", (response, socket) => {
          socket.destroy();
          resolve(response.statusCode ?? 0);
        });
        sent.on("response", (response) => resolve(response.resume().statusCode ?? 0));
        sent.on("error", reject);
        sent.end();
      });
    expect(await statusFor(url)).toBe(101);
    expect(await statusFor(url.replace("https", "http"))).toBe(403);
  });

  test.each([
    ["https://tidemark.example", "strict-transport-security: max-age=31536000"],
    ["https://localhost", null],
    [null, null],
  ])("browsers that open %s are told for a year to use https there: %j", async (publicUrl, header) => {
    const { port } = await start(publicUrl);
    for (const path of ["/api/health", "/"]) {
      const { stdout } = await curl(`https://127.0.0.1:${port}${path}`, "-i");
      expect(stdout).toMatch(/^HTTP\/1\.1 200/);
      const found = stdout
        .toLowerCase()
        .split("\r\n")
        .find((line) => line.startsWith("strict"));
      expect(found ?? null).toBe(header);
    }
  });
});

test("Over plain http no browser is told to use https", async () => {
  const tidemark = await startForTest([], { settings: { publicUrl: null } });
  closers.push(() => tidemark.close());
  expect((await tidemark.get("/api/health")).headers["strict-transport-security"]).toBeUndefined();
});

describe("A certificate that is swapped", () => {
  /** A server on copies of the files, which are looked at every few milliseconds, and what it told its log. */
  async function follow() {
    const files = { cert: join(dir, "cert"), key: join(dir, "key") };
    const put = (from: Certificates, ...which: ("cert" | "key")[]) => {
      for (const one of which) copyFileSync(from[one], files[one]);
    };
    put(own, "cert", "key");
    const lines: string[] = [];
    const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
    const web = createWebServer((_, response) => void response.end("answer"), {
      tls: files,
      log,
      now: Date.now,
      hostname: "127.0.0.1",
      lookEveryMs: 10,
    });
    const port = await listen(web.server);
    closers.push(web.close);
    return { port, put, log: () => lines.join("") };
  }

  const answers = (port: number, ca: string, agent: Agent) =>
    new Promise<string>((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, agent, ca: readFileSync(ca) }, (response) => {
        response.setEncoding("utf8").on("data", resolve);
      });
      sent.on("error", reject);
      sent.end();
    });

  test("is used for whoever comes then, and those who are there stay", async () => {
    const { port, put } = await follow();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    closers.push(() => agent.destroy());
    await answers(port, own.ca, agent);
    const [socket] = Object.values(agent.freeSockets).flat();
    put(other, "cert", "key");
    await waitFor("the new one is served", () =>
      answers(port, other.ca, new Agent()).then(
        () => true,
        () => false,
      ),
    );
    await expect(answers(port, own.ca, new Agent())).rejects.toThrow();
    // The first connection still is the one there was, and answers.
    expect(await answers(port, own.ca, agent)).toBe("answer");
    expect(Object.values(agent.freeSockets).flat()).toEqual([socket]);
  });

  test("is left alone while its key is still the old one", async () => {
    const { port, put, log } = await follow();
    put(other, "cert");
    await waitFor("the log says so", async () => log().includes("the certificate stays as it was"));
    expect(log()).toContain("is not that of the certificate");
    expect(await answers(port, own.ca, new Agent())).toBe("answer");
    put(other, "key");
    await waitFor("the new pair is served", () =>
      answers(port, other.ca, new Agent()).then(
        () => true,
        () => false,
      ),
    );
  });
});

test.each([
  ["localhost", 0, ["expires soon"]],
  ["127.0.0.1", 0, ["expires soon"]],
  ["[::1]", 0, ["expires soon"]],
  ["tidemark.example", 0, ["expires soon", "is not for tidemark.example"]],
  ["10.0.0.1", 0, ["expires soon", "is not for 10.0.0.1"]],
  ["localhost", 3, ["has expired"]],
  ["localhost", -20, []],
])(
  "What browsers will not like about a certificate of two days is told: %s, after %i days",
  (name, days, told) => {
    const { certificate } = readCertificate(own);
    const problems = certificateProblems(certificate, name, Date.now() + days * 86_400_000);
    expect(problems).toEqual(told.map((part) => expect.stringContaining(`The certificate ${part}`)));
  },
);

describe("A start ends with one line that says what to do when", () => {
  const locked = (file: string): string => {
    chmodSync(file, 0o600);
    return file;
  };
  test.each<[string, () => { cert: string; key: string }, string]>([
    [
      "the certificate is missing",
      () => ({ cert: join(dir, "none"), key: own.key }),
      "none cannot be read (ENOENT)",
    ],
    [
      "the key is no key",
      () => ({ cert: own.cert, key: own.cert }),
      "own.crt holds no private key without a passphrase",
    ],
    [
      "the certificate is none",
      () => ({ cert: own.key, key: own.key }),
      "own.key holds no certificate in PEM",
    ],
    ["they are no pair", () => ({ cert: own.cert, key: other.key }), "is not that of the certificate"],
    [
      "everybody can read the key",
      () => {
        const key = join(dir, "open.key");
        copyFileSync(own.key, key);
        chmodSync(key, 0o644);
        return { cert: own.cert, key };
      },
      "Take that away: chmod o= ",
    ],
    [
      "the file is empty",
      () => {
        writeFileSync(join(dir, "empty"), "");
        return { cert: join(dir, "empty"), key: locked(own.key) };
      },
      "empty holds no certificate in PEM",
    ],
  ])("%s", async (_, tls, says) => {
    await expect(startForTest([], { settings: { tls: tls() } })).rejects.toMatchObject({
      code: "bad-certificate",
      detail: expect.stringContaining(says),
    });
  });
});
