import { parse, serialize } from "hono/utils/cookie";

/** Where the cookie is used: whether the page is https, and the port it is served at. */
export interface CookiePlace {
  readonly isSecure: boolean;
  readonly port: string;
}

/**
 * The cookie's name. With https it has the prefix that browsers hold to Secure, Path=/ and no Domain, so that no other host can plant
 * one. Plain http is there on loopback alone, where ports share their cookies: each dashboard's has its port in the name.
 */
export const cookieName = ({ isSecure, port }: CookiePlace): string =>
  isSecure ? "__Host-tidemark" : `tidemark-${port}`;

/** The session's secret among the cookies of a request; null: none. */
export const readCookie = (header: string | undefined, place: CookiePlace): string | null =>
  header === undefined ? null : (parse(header, cookieName(place))[cookieName(place)] ?? null);

/** Set-Cookie for a session. Strict: the pages hold no data, and what they fetch is same-site even where a link led to them. */
export const writeCookie = (secret: string, place: CookiePlace, maxAgeSeconds: number): string =>
  serialize(cookieName(place), secret, {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure: place.isSecure,
    maxAge: maxAgeSeconds,
  });

export const dropCookie = (place: CookiePlace): string => writeCookie("", place, 0);
