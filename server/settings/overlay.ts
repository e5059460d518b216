import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { keys, unknownVariables, variableOf } from "./keys";
import { formatListen, parseListen } from "./listen";
import type { Raw } from "./tree";

/** One value from outside the file, and the name of where it came from. */
export interface Overlay {
  readonly path: readonly string[];
  readonly value: Raw;
  readonly source: string;
}

const structured: z.ZodType<Raw> = z.json();

/** The settings that environment variables carry. `problems` name the variable, never its value. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): {
  overlays: Overlay[];
  problems: string[];
} {
  const overlays: Overlay[] = [];
  const problems = unknownVariables(env).map(
    (name) => `${name}: no such setting; allowed: ${keys.map(({ path }) => variableOf(path)).join(", ")}`,
  );
  for (const key of keys) {
    const source = variableOf(key.path);
    const value = env[source];
    if (value === undefined) continue;
    if (!key.structured) {
      overlays.push({ path: key.path, value, source });
      continue;
    }
    const read = readStructured(value);
    if (read.ok) overlays.push({ path: key.path, value: read.value, source });
    else problems.push(`${source}: ${key.path.join(".")}: not YAML`);
  }
  return { overlays, problems };
}

function readStructured(text: string): { ok: true; value: Raw } | { ok: false } {
  try {
    const value = structured.safeParse(parse(text));
    return value.success ? { ok: true, value: value.data } : { ok: false };
  } catch (error) {
    if (error instanceof YAMLParseError) return { ok: false };
    throw error;
  }
}

export interface Flags {
  readonly host?: string;
  readonly port?: string;
}

/** `--host` and `--port` each replace their half of `listen`, whatever gave the other half. */
export function fromFlags(flags: Flags, listen: Raw | undefined): Overlay[] {
  if (flags.host === undefined && flags.port === undefined) return [];
  const before = parseListen(typeof listen === "string" ? listen : "127.0.0.1:7700");
  const base = before.ok ? before.value : { host: "127.0.0.1", port: 7700 };
  const source = flags.port === undefined ? "--host" : "--port";
  const port = flags.port ?? String(base.port);
  const host = formatListen({ host: flags.host ?? base.host, port: 0 }).replace(/:0$/, "");
  return [{ path: ["listen"], value: `${host}:${port}`, source }];
}
