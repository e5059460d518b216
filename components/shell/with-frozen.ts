/** The query of a URL, `?` included, with `frozen` set to that moment (Unix milliseconds) or taken out; the rest stays as it is. */
export function withFrozen(query: string, frozenAt: number | null): string {
  const others = query.split("&").filter((part) => part !== "" && !/^frozen(=|$)/.test(part));
  const parts = frozenAt === null ? others : [...others, `frozen=${frozenAt}`];
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}
