import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test as plain } from "@playwright/test";
import { z } from "zod";
import { heapFlags } from "@/server/boot/heap.mjs";
import { listen } from "@/server/testing/listen";
import { askApi, cookieFor, signIn, tokenVariable } from "./access";
import { lineOf } from "./lines";
import { startTidemark, type Tidemark, tidemarkAt } from "./tidemark";

const root = join(import.meta.dirname, "..");
const json = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/** The same build without Next's proxy, as if proxy.ts had never been there: its entries in Next's manifests are taken away. */
async function startWithoutProxy(house: string): Promise<Tidemark> {
  mkdirSync(house, { recursive: true });
  for (const name of ["dist", ".next", "package.json", "next.config.mjs", "public", "server/boot"])
    cpSync(join(root, name), join(house, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(house, "node_modules"));
  const edge = join(house, ".next/server/middleware-manifest.json");
  writeFileSync(edge, JSON.stringify({ ...z.looseObject({}).parse(json(edge)), middleware: {} }));
  const node = join(house, ".next/server/functions-config-manifest.json");
  const known = z.looseObject({ functions: z.record(z.string(), z.unknown()) }).parse(json(node));
  const { "/_middleware": _, ...functions } = known.functions;
  writeFileSync(node, JSON.stringify({ ...known, functions }));
  const argv = [...heapFlags, join(house, "dist/cli.js"), "demo", "--port", "0"];
  const child = spawn(join(root, "node_modules/.bin/node"), argv, {
    cwd: house,
    env: { ...process.env, NODE_ENV: "production", ...tokenVariable },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return tidemarkAt(await lineOf(child, /^Tidemark is ready: (\S+)/), child);
}

const Groups = z.object({
  instances: z.array(
    z.object({ id: z.string(), replid: z.string().nullable(), runId: z.string().nullable() }),
  ),
});

/** Ways to ask Next for a page, or for what lies behind it, that its proxy may be passed by on. */
function shapesOf(path: string): { path: string; headers?: Record<string, string> }[] {
  const bare = path === "/" ? "/index" : path;
  const subrequests = ["middleware", "src/middleware", "pages/_middleware", "proxy", "src/proxy"].flatMap(
    (name) => [name, Array.from({ length: 5 }, () => name).join(":")],
  );
  return [
    { path },
    ...subrequests.map((value) => ({ path, headers: { "x-middleware-subrequest": value } })),
    { path, headers: { rsc: "1" } },
    { path: `${path}?_rsc=1a2b3`, headers: { rsc: "1" } },
    { path: `${path}?_rsc=1a2b3` },
    { path, headers: { rsc: "1", "next-router-prefetch": "1" } },
    { path, headers: { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" } },
    { path: `${bare}.rsc` },
    { path: `${bare}.prefetch.rsc` },
    { path: `${bare}.segments/_tree.segment.rsc` },
    { path: `${bare}.segments/_index.segment.rsc` },
    { path: `/_next/data/build${bare}.json`, headers: { "x-nextjs-data": "1" } },
    { path: `/_next/image?url=${encodeURIComponent(path)}&w=64&q=75` },
    { path: `/en${path}` },
    { path: `/.${path}` },
    { path: `/%2e%2e${path}` },
  ];
}

async function walk(tidemark: Tidemark): Promise<void> {
  const { instances } = Groups.parse(await (await askApi(`${tidemark.origin}/api/groups/demo`)).json());
  const [first] = instances;
  if (first === undefined) throw new Error("no instance");
  const secrets = instances.flatMap(({ id, replid, runId }) => [
    ...(id === first.id ? [] : [id]),
    ...[replid, runId].filter((word) => word !== null),
  ]);
  expect(secrets.length).toBeGreaterThan(6);
  const pages = [
    "/",
    "/g/demo",
    `/i/${encodeURIComponent(first.id)}`,
    "/runs",
    "/backups",
    "/timeline",
    "/audit",
    "/login",
    "/setup",
    "/account",
    "/access",
  ];
  const api = ["/api/groups", "/api/groups/demo", "/metrics", "/api/audit"];
  const cookie = cookieFor(tidemark.origin);
  for (const who of [{}, { Cookie: cookie }])
    for (const shape of pages.flatMap(shapesOf)) {
      const answer = await fetch(tidemark.origin + shape.path, { headers: { ...who, ...shape.headers } });
      if (shape.headers === undefined && pages.includes(shape.path)) expect(answer.status).toBe(200);
      const text = `${await answer.text()}${JSON.stringify([...answer.headers])}`;
      expect([shape, secrets.filter((word) => text.includes(word))]).toEqual([shape, []]);
    }
  // Nor is what has data reached by Next's ways around it.
  for (const shape of api.flatMap(shapesOf)) {
    const answer = await fetch(tidemark.origin + shape.path, { headers: shape.headers ?? {} });
    const text = await answer.text();
    expect([shape, secrets.filter((word) => text.includes(word))]).toEqual([shape, []]);
    expect([shape, answer.ok && text.includes('"groups"')]).toEqual([shape, false]);
  }
}

plain(
  "R3: no page, in whatever form Next gives it, has a word of any server, for nobody and for an admin",
  async () => {
    const tidemark = await startTidemark(["demo", "--port", "0"]);
    try {
      const { headers } = await fetch(tidemark.origin);
      expect(headers.get("content-security-policy")).toContain("nonce-");
      await walk(tidemark);
    } finally {
      await tidemark.stop();
    }
  },
);

plain(
  "R3: with Next's proxy taken away nothing more is told, and the API refuses as ever",
  async ({ browserName: _ }, info) => {
    const tidemark = await startWithoutProxy(info.outputPath("house"));
    try {
      const { headers } = await fetch(tidemark.origin);
      expect(headers.get("content-security-policy") ?? "").not.toContain("nonce-");
      await walk(tidemark);
      expect((await fetch(`${tidemark.origin}/api/groups`)).status).toBe(401);
    } finally {
      await tidemark.stop();
    }
  },
);

/** All that a page can do to another origin without asking: what it could read, by name. */
const attack = async ({ target, plan }: { target: string; plan: string }): Promise<string[]> => {
  const read: string[] = [];
  const attempt = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      const got = await work();
      if (got !== undefined && got !== null && got !== "") read.push(`${name}: ${got}`);
    } catch {
      // Refused.
    }
  };
  const within = <T>(work: Promise<T>): Promise<T | undefined> =>
    Promise.race([work, new Promise<undefined>((done) => setTimeout(() => done(undefined), 2_000))]);
  await attempt("fetch", async () =>
    (await fetch(`${target}/api/groups`, { credentials: "include" })).text(),
  );
  await attempt("no-cors", async () =>
    (await fetch(`${target}/api/groups`, { credentials: "include", mode: "no-cors" })).text(),
  );
  for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"])
    for (const mode of ["cors", "no-cors"] as const)
      await attempt(`${mode} ${type}`, async () =>
        (
          await fetch(`${target}/api/groups/demo/plans`, {
            method: "POST",
            credentials: "include",
            mode,
            headers: { "Content-Type": type },
            body: plan,
          })
        ).text(),
      );
  await attempt("DELETE", async () =>
    (await fetch(`${target}/api/groups/demo`, { method: "DELETE", credentials: "include" })).text(),
  );
  await attempt("socket", () =>
    within(
      new Promise((done, fail) => {
        const socket = new WebSocket(`${target.replace("http", "ws")}/live/?EIO=4&transport=websocket`);
        socket.onmessage = ({ data }) => done(data);
        socket.onerror = fail;
        socket.onclose = fail;
      }),
    ),
  );
  await attempt("script", () =>
    within(
      new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = `${target}/api/groups`;
        script.onload = () => done("it ran");
        script.onerror = fail;
        document.body.append(script);
      }),
    ),
  );
  await attempt("frame", () =>
    within(
      new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.src = `${target}/g/demo`;
        frame.onload = () => {
          try {
            done(frame.contentDocument?.body.textContent);
          } catch {
            done(undefined);
          }
        };
        document.body.append(frame);
      }),
    ),
  );
  for (const enctype of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    await within(
      new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.name = `f${Math.random()}`;
        const form = document.createElement("form");
        Object.assign(form, { method: "post", action: `${target}/api/groups/demo/plans`, enctype });
        form.target = frame.name;
        const field = document.createElement("input");
        field.name = `${plan.slice(0, -1)},"x":"`;
        field.value = '"}';
        form.append(field);
        document.body.append(frame, form);
        frame.onload = done;
        form.submit();
      }),
    );
  return read;
};

plain(
  "R5: a page of another origin reads nothing and changes nothing, in a browser that is signed in",
  async ({ context, page }) => {
    plain.setTimeout(120_000);
    const tidemark = await startTidemark(["demo", "--port", "0"]);
    const hostile = createServer((_, response) => {
      response.setHeader("Content-Type", "text/html").end("<!doctype html><title>hostile</title><body>");
    });
    const port = await listen(hostile);
    try {
      await signIn(context, tidemark.url);
      const [own] = await context.cookies(tidemark.origin);
      expect(own).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
      await page.goto(tidemark.url);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await page.evaluate(() => document.cookie)).toBe("");
      const { instances } = Groups.parse(await (await askApi(`${tidemark.origin}/api/groups/demo`)).json());
      const instance = instances[1]?.id;
      const plan = JSON.stringify({ action: "backup", instance });
      const rows = async () => {
        const answer = await askApi(`${tidemark.origin}/api/audit?limit=1000`);
        const found = z
          .object({ entries: z.array(z.object({ kind: z.string() })) })
          .parse(await answer.json());
        return found.entries.map(({ kind }) => kind);
      };
      const before = (await rows()).filter((kind) => kind !== "denied");
      // Another port is the same site: the browser sends the cookie with all of it. Another name is another site.
      for (const host of ["127.0.0.1", "localhost"]) {
        await page.goto(`http://${host}:${port}/`);
        expect([host, await page.evaluate(attack, { target: tidemark.origin, plan })]).toEqual([host, []]);
      }
      expect((await rows()).filter((kind) => kind !== "denied")).toEqual(before);
      expect(await rows()).toContain("denied");
      // From the page's own origin the same does all of it: what was tried was worth trying. Last, for the group goes with it.
      await page.goto(tidemark.url);
      const ofOurs = await page.evaluate(attack, { target: tidemark.origin, plan });
      expect(ofOurs.map((line) => line.slice(0, line.indexOf(":")))).toEqual(
        expect.arrayContaining(["fetch", "no-cors", "cors application/json", "socket"]),
      );
    } finally {
      await page.close();
      hostile.close();
      await tidemark.stop();
    }
  },
);
