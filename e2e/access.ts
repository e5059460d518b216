import { randomUUID } from "node:crypto";
import type { BrowserContext } from "@playwright/test";
import { Invitation } from "@/lib/contract";
import { asTest, testToken } from "@/server/testing/who";

/** Names a token in a started process' settings that is admin of all groups: tests ask the API with it. */
export const tokenVariable = {
  TIDEMARK_ACCESS_TOKENS: JSON.stringify([{ name: testToken.name, role: "admin", token: testToken.token }]),
};

/** `fetch` with the tests' own token. */
export const askApi = (url: string | URL, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, headers: { ...asTest, ...Object.fromEntries(new Headers(init.headers)) } });

/** Cookies of the sessions that were begun, by origin. */
const sessions = new Map<string, { name: string; value: string }>();

function keep(origin: string, response: Response): void {
  const [name, value] = response.headers.get("set-cookie")?.split(";")[0]?.split("=") ?? [];
  if (name === undefined || value === undefined)
    throw new Error(`${origin} answered ${response.status} and set no cookie`);
  sessions.set(origin, { name, value });
}

/** Signs in by the demo's link. */
export async function enter(link: string): Promise<void> {
  keep(new URL(link).origin, await fetch(link, { redirect: "manual" }));
}

/** Makes an account, admin of all groups, and signs in with it. */
export async function makeAdmin(origin: string): Promise<void> {
  const name = `tester-${randomUUID().slice(0, 8)}`;
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ name, grants: { all: "admin", groups: {} } });
  const invited = await askApi(`${origin}/api/users`, { method: "POST", headers: json, body });
  const { link } = Invitation.parse(await invited.json());
  const token = new URL(link).hash.slice(1);
  const headers = { ...json, origin };
  const setUp = { method: "POST", headers, body: JSON.stringify({ token, password: randomUUID() }) };
  keep(origin, await fetch(`${origin}/api/access/setup`, setUp));
}

/** What a browser that is signed in there sends. */
export function cookieFor(origin: string): string {
  const session = sessions.get(origin);
  if (session === undefined) throw new Error(`nobody is signed in at ${origin}`);
  return `${session.name}=${session.value}`;
}

/** Gives a browser the session that was begun there; where none was, it stays a stranger. */
export async function signIn(context: BrowserContext, url: string): Promise<void> {
  if (!URL.canParse(url)) return;
  const { origin } = new URL(url);
  const session = sessions.get(origin);
  if (session === undefined) return;
  await context.addCookies([{ ...session, url: origin, httpOnly: true, sameSite: "Strict" }]);
}
