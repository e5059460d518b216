/** A cookie as its Set-Cookie line says. */
interface Kept {
  readonly value: string;
  readonly line: string;
}

/**
 * What of a browser matters to signing in elsewhere: it follows redirects, keeps cookies by site, and leaves those that are
 * `SameSite=Strict` at home once a redirect has come from another site. Ports tell sites apart here, as hosts do elsewhere.
 */
export interface Browser {
  /** Goes to an address, as a link on a page of that site would, and says where it ends: an address that answers with no redirect. */
  visit(url: string): Promise<{ readonly url: URL; readonly status: number; readonly text: string }>;
  /** Asks without following, as a page of that site would. */
  ask(url: string, init?: RequestInit): Promise<Response>;
  /** Loses what a site gave. */
  forget(origin: string): void;
  /** The Set-Cookie line that a site gave last for a cookie whose name ends so; undefined: there is none now. */
  cookie(origin: string, nameEnd: string): string | undefined;
}

export function createBrowser(): Browser {
  const sites = new Map<string, Map<string, Kept>>();

  async function send(url: URL, isCrossSite: boolean, init: RequestInit = {}): Promise<Response> {
    const kept = sites.get(url.origin) ?? new Map<string, Kept>();
    sites.set(url.origin, kept);
    const cookie = [...kept]
      .filter(([, { line }]) => !isCrossSite || !/samesite=strict/i.test(line))
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
    const headers = { ...Object.fromEntries(new Headers(init.headers)), ...(cookie !== "" && { cookie }) };
    const response = await fetch(url, { ...init, redirect: "manual", headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) kept.delete(name);
      else kept.set(name, { value, line });
    }
    return response;
  }

  return {
    async visit(start) {
      let url = new URL(start);
      let isCrossSite = false;
      for (let hops = 0; hops < 15; hops += 1) {
        const response = await send(url, isCrossSite);
        const next = response.headers.get("location");
        if (next === null) return { url, status: response.status, text: await response.text() };
        const to = new URL(next, url);
        isCrossSite ||= to.origin !== url.origin;
        url = to;
      }
      throw new Error(`${start} leads nowhere`);
    },
    ask: (url, init) => send(new URL(url), false, init),
    forget: (origin) => void sites.delete(origin),
    cookie: (origin, nameEnd) =>
      [...(sites.get(origin) ?? [])].find(([name]) => name.endsWith(nameEnd))?.[1].line,
  };
}
