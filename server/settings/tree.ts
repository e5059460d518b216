/** What YAML can say, before anything is known of its meaning. */
export type Raw = string | number | boolean | null | Raw[] | { [key: string]: Raw };

const isMap = (value: Raw | undefined): value is { [key: string]: Raw } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Sets the value at `path`, making maps on the way. A scalar in the way is replaced: the later source wins. */
export function put(root: { [key: string]: Raw }, path: readonly string[], value: Raw): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    root[head] = value;
    return;
  }
  const existing = root[head];
  const child = isMap(existing) ? existing : {};
  root[head] = child;
  put(child, rest, value);
}

/** `groups[0].seeds` for a person. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");

const secretKeys = new Set(["password", "client-secret", "token", "tokens", "key", "seeds", "username"]);

/** Whether a value at `path` may hold a secret and must not be shown. A seed may carry a password in its URL. */
export const isSecret = (path: readonly PropertyKey[]): boolean =>
  path.some((part) => typeof part === "string" && secretKeys.has(part));
