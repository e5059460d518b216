import { isMap, isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import type { Raw } from "./tree";
import { formatPath, isSecret } from "./tree";

const rawSchema: z.ZodType<Raw> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(rawSchema),
    z.record(z.string(), rawSchema),
  ]),
);
const rootSchema = z.record(z.string(), rawSchema);

/** A settings file that could be read, with the way back from a value to its line. */
export interface SettingsText {
  readonly root: { [key: string]: Raw };
  /** `tidemark.yaml:4` of the value at `path`, or of the nearest key above it. */
  where(path: readonly PropertyKey[], key?: string): string;
  /** The value as it is written, `${NAME}` unresolved; null where it must not be shown. */
  written(path: readonly PropertyKey[]): string | null;
}

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Reads YAML 1.2 and fills in `${NAME}` from the environment, remembering where each value stands.
 * `problems`: one line each, with file, line and key, and never with a value that came from the environment.
 */
export function readSettingsText(
  file: string,
  source: string,
  env: Readonly<Record<string, string | undefined>>,
): { text: SettingsText } | { problems: string[] } {
  const lines = new LineCounter();
  const doc = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file}:${lines.linePos(offset).line}`;
  const broken = doc.errors[0];
  if (broken !== undefined) {
    const what = broken.code.toLowerCase().replaceAll("_", " ");
    return {
      problems: [
        `${at(broken.pos[0])}: not YAML (${what}); inside { } and [ ] a \${NAME} must stand in quotes`,
      ],
    };
  }

  const problems: string[] = [];
  const writtenBefore = new Map<unknown, string>();
  visit(doc, {
    Scalar(key, node, ancestors) {
      if (key === "key" || typeof node.value !== "string" || !node.value.includes("${")) return;
      writtenBefore.set(node, node.value);
      const names = ancestors.flatMap((a) => (isPair(a) && isScalar(a.key) ? [String(a.key.value)] : []));
      node.value = node.value.replace(reference, (_, name: string) => {
        const value = env[name];
        if (value === undefined)
          problems.push(
            `${at(node.range?.[0] ?? 0)}: ${formatPath(names)}: the environment variable ${name} is not set`,
          );
        return value ?? "";
      });
    },
  });
  if (problems.length > 0) return { problems };

  const root = rootSchema.safeParse(doc.toJS() ?? {});
  if (!root.success) return { problems: [`${at(0)}: the file must be a map of settings`] };

  const offsetOf = (path: readonly PropertyKey[], key?: string): number => {
    const node: unknown = path.length === 0 ? doc.contents : doc.getIn(path, true);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair !== undefined && isScalar(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    const range = hasRange(node) ? node.range : null;
    if (range !== null && range !== undefined) return range[0];
    return path.length === 0 ? 0 : offsetOf(path.slice(0, -1), String(path.at(-1)));
  };
  return {
    text: {
      root: root.data,
      where: (path, key) => at(offsetOf(path, key)),
      written(path) {
        if (isSecret(path)) return null;
        const node: unknown = doc.getIn(path, true);
        if (!isScalar(node)) return null;
        return writtenBefore.get(node) ?? String(node.value);
      },
    },
  };
}

const hasRange = (node: unknown): node is { range?: [number, number, number] | null } =>
  typeof node === "object" && node !== null && "range" in node;
