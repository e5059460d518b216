import { parse, serialize } from "hono/utils/cookie";
import { type CookiePlace, cookieName } from "./cookie";
import { pendingMs } from "./oidc-pending";

const nameAt = (place: CookiePlace): string => `${cookieName(place)}-oidc`;

/** What the browser keeps of a sign-in that is under way; undefined: nothing. */
export const readPending = (header: string | undefined, place: CookiePlace): string | undefined =>
  header === undefined ? undefined : parse(header, nameAt(place))[nameAt(place)];

/** Set-Cookie for it. Lax, not Strict: it has to come along when the provider, another site, sends the browser back. */
export const writePending = (sealed: string, place: CookiePlace, maxAgeSeconds = pendingMs / 1000): string =>
  serialize(nameAt(place), sealed, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: place.isSecure,
    maxAge: maxAgeSeconds,
  });

export const dropPending = (place: CookiePlace): string => writePending("", place, 0);
