import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { StartOptions } from "./main";
import { startTidemark } from "./main";
import { loadSettings, type Settings } from "./settings";
import { groupConfig } from "./testing/fleet";
import { asTest, testToken } from "./testing/who";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly json: unknown;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request, with exactly these headers and Host, as no browser would send it. */
export function call(url: string, { method = "GET", headers = {}, body }: CallOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const sent = request(url, { method, headers: { ...headers, ...length }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = /json/.test(response.headers["content-type"] ?? "");
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: isJson ? JSON.parse(text) : null,
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

export interface TestTidemark {
  readonly url: string;
  readonly dataDir: string;
  /** Every log line so far. */
  readonly log: readonly string[];
  /** The one-use link for the first account; null: there is one. */
  readonly setUpUrl: string | null;
  /** By default as a program with a token that is admin of all groups. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** A change, with the headers a page of ours would send; without a Cookie among them also with the token. */
  change(
    method: "POST" | "DELETE",
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** The whole server on a free port, without Next: its pages are the word `page`. Polls ten times as often as by default. */
export async function startForTest(
  seeds: readonly string[],
  more: { settings?: Partial<Settings>; options?: StartOptions; dataDir?: string } = {},
): Promise<TestTidemark> {
  const dataDir = more.dataDir ?? mkdtempSync(join(tmpdir(), "tidemark-main-"));
  const log: string[] = [];
  const settings: Settings = {
    ...loadSettings({ env: {}, cwd: dataDir }),
    dataDir,
    listen: { host: "127.0.0.1", port: 0 },
    poll: { intervalMs: 100, timeoutMs: 400, discover: true },
    groups: seeds.length === 0 ? [] : [groupConfig(seeds)],
    access: {
      tokens: [testToken],
      session: { idleMs: 3_600_000, longestMs: 3_600_000 },
      forwardedFrom: [],
      oidc: null,
      proxy: null,
    },
    ...more.settings,
  };
  const tidemark = await startTidemark(settings, {
    log: pino({ level: "trace" }, { write: (line: string) => void log.push(line) }),
    pages: async () => ({ handle: async (_, response) => void response.end("page"), close: async () => {} }),
    ...more.options,
  });
  const { url } = tidemark;
  return {
    url,
    dataDir,
    log,
    setUpUrl: tidemark.setUpUrl,
    get: (path, headers = asTest) => call(url + path, { headers }),
    change: (method, path, body, headers = {}) =>
      call(url + path, {
        method,
        headers: {
          Origin: url,
          "Content-Type": "application/json",
          ...(headers.Cookie === undefined && asTest),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async close() {
      await tidemark.close();
      if (more.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
