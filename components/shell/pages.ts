/** The pages of the main navigation. `keys` is the sequence that goes there. */
export const pages = [
  { href: "/", label: "Fleet", keys: "g f" },
  { href: "/timeline", label: "Timeline", keys: "g t" },
  { href: "/backups", label: "Backups", keys: "g b" },
  { href: "/runs", label: "Runs", keys: "g r" },
  { href: "/lab", label: "Lab", keys: "g l" },
  { href: "/audit", label: "Audit", keys: "g a" },
] as const;

/** Pages about whoever is signed in; `needs` is the role for all groups that one takes, null for everybody's. */
export const accountPages = [
  { href: "/account", label: "Account", needs: null },
  { href: "/access", label: "People & tokens", needs: "admin" },
] as const;

/** Which page of the navigation a path belongs to: groups and instances are the fleet's. */
export function pageOf(path: string): string | null {
  if (path === "/" || path.startsWith("/g/") || path.startsWith("/i/") || path === "/guide") return "/";
  return pages.find(({ href }) => href !== "/" && path.startsWith(href))?.href ?? null;
}

export const groupHref = (group: string): string => `/g/${encodeURIComponent(group)}`;
export const guideHref = (group: string): string => `/guide?group=${encodeURIComponent(group)}`;
export const instanceHref = (instance: string): string => `/i/${encodeURIComponent(instance)}`;
export const runHref = (run: string): string => `/runs/${encodeURIComponent(run)}`;
