import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { readSettingsText, type SettingsText } from "./settings/file";
import { type Flags, fromEnvironment, fromFlags } from "./settings/overlay";
import { settingsSchema } from "./settings/schema";
import { formatPath, isSecret, put, type Raw } from "./settings/tree";
import { type Settings, toSettings } from "./settings/types";
import { type GivenKey, keyAllowed, keyVariable, parseKey } from "./store/seal-key";

export type { Settings, Tier, Tiers } from "./settings/types";

/** The start is refused. `lines`: one for each thing wrong, with file and line, the key, and what is allowed. */
export class SettingsError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "SettingsError";
  }
}

export interface SettingsSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly flags?: Flags & { readonly config?: string };
  /** Addresses given on the command line: one group each, beside those of the file. */
  readonly seeds?: readonly string[];
}

/**
 * Reads the settings: flag beats environment beats file beats default.
 * @throws SettingsError with every problem found, not only the first.
 */
export function loadSettings({ env, cwd, flags = {}, seeds = [] }: SettingsSources): Settings {
  const file = findFile(env, cwd, flags.config);
  const read = file === null ? null : readFile(file, env);
  const root: { [key: string]: Raw } = read === null ? {} : structuredClone(read.root);

  const environment = fromEnvironment(env);
  if (environment.problems.length > 0) throw new SettingsError(environment.problems);
  for (const overlay of environment.overlays) put(root, overlay.path, overlay.value);
  const overlays = [...environment.overlays, ...fromFlags(flags, root.listen)];
  for (const overlay of overlays) put(root, overlay.path, overlay.value);

  const parsed = settingsSchema.safeParse(root);
  if (!parsed.success) {
    const lines = parsed.error.issues.flatMap((issue) => describe(issue, root, overlays, read));
    throw new SettingsError(lines);
  }
  const pathOf = (written: string) => resolve(cwd, expandHome(written));
  const { cert, key } = parsed.data.tls;
  return toSettings(parsed.data, {
    file,
    seeds,
    dataDir: pathOf(parsed.data["data-dir"]),
    tls: cert === null || key === null ? null : { cert: pathOf(cert), key: pathOf(key) },
    secretKey: givenKey(parsed.data["secret-key-file"], env, cwd),
  });
}

/** The key itself comes from the environment alone: a settings file is copied about, and read by more people. */
function givenKey(file: string | null, env: SettingsSources["env"], cwd: string): GivenKey {
  const text = env[keyVariable] ?? null;
  if (text !== null && parseKey(text) === null)
    throw new SettingsError([`${keyVariable}: allowed: ${keyAllowed}`]);
  return { text, file: file === null ? null : resolve(cwd, expandHome(file)) };
}

function findFile(env: SettingsSources["env"], cwd: string, config: string | undefined): string | null {
  const named = config ?? env.TIDEMARK_CONFIG;
  if (named !== undefined && named !== "") return resolve(cwd, named);
  const usual = join(cwd, "tidemark.yaml");
  return existsSync(usual) ? usual : null;
}

function readFile(file: string, env: SettingsSources["env"]): SettingsText {
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch {
    throw new SettingsError([
      `${file}: cannot be read; name a readable file with --config or TIDEMARK_CONFIG`,
    ]);
  }
  const read = readSettingsText(file, source, env);
  if ("problems" in read) throw new SettingsError(read.problems);
  return read.text;
}

function describe(
  issue: z.core.$ZodIssue,
  root: Raw,
  overlays: readonly { path: readonly string[]; source: string }[],
  file: SettingsText | null,
): string[] {
  const overlay = overlays.findLast(({ path }) => path.every((part, i) => issue.path[i] === part));
  const where = (key?: string) => overlay?.source ?? file?.where(issue.path, key) ?? "settings";
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => {
      return `${where(key)}: ${formatPath([...issue.path, key])}: no such key; ${issue.message}`;
    });
  const shown = overlay === undefined ? (file?.written(issue.path) ?? null) : valueAt(root, issue.path);
  const value = shown === null || isSecret(issue.path) ? "" : `"${shown}" is not possible; `;
  return [`${where()}: ${formatPath(issue.path)}: ${value}${issue.message}`];
}

function valueAt(root: Raw, path: readonly PropertyKey[]): string | null {
  let at: unknown = root;
  for (const part of path) at = typeof at === "object" && at !== null ? Reflect.get(at, part) : undefined;
  return typeof at === "string" || typeof at === "number" || typeof at === "boolean" ? String(at) : null;
}

const expandHome = (path: string): string =>
  path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
