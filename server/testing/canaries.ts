import { createHash } from "node:crypto";

/** A secret that must be found nowhere. */
export interface Canary {
  /** What it is, for the report: `operator's password`. */
  readonly name: string;
  /** At least 8 characters, so that nothing else holds it by chance. */
  readonly text: string;
  /** `kept`: a hash of it may lie about. For secrets that are random and long, which nobody finds by trying. */
  readonly hash?: "kept";
}

/** One place where a canary was found. */
export interface Leak {
  readonly canary: string;
  /** How it was written there: `raw`, `base64 (+1)`. */
  readonly form: string;
  readonly where: string;
  /** What stands around it. */
  readonly around: string;
}

const shortest = 8;

/** How a secret may be written, by the name of the form. */
export function formsOf(text: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(text);
  const each = (write: (byte: string) => string): string =>
    [...bytes].map((byte) => write(byte.toString(16).padStart(2, "0"))).join("");
  const forms = new Map([
    ["raw", bytes.toString("latin1")],
    ["JSON", Buffer.from(JSON.stringify(text).slice(1, -1)).toString("latin1")],
    [
      "JSON in JSON",
      Buffer.from(JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1)).toString("latin1"),
    ],
    ["JSON, beyond ASCII escaped", escaped(text)],
    ["HTML", Buffer.from(html(text)).toString("latin1")],
    ["URL", encodeURIComponent(text)],
    ["URL of a form", new URLSearchParams([["", text]]).toString().slice(1)],
    ["URL, all escaped", each((hex) => `%${hex.toUpperCase()}`)],
    ["URL, all escaped small", each((hex) => `%${hex}`)],
    ["hex", bytes.toString("hex")],
    ["hex in capitals", bytes.toString("hex").toUpperCase()],
    ["UTF-16", Buffer.from(text, "utf16le").toString("latin1")],
    ["SHA-256", createHash("sha256").update(bytes).digest("hex")],
    ["SHA-256 base64", createHash("sha256").update(bytes).digest("base64").slice(0, 42)],
  ]);
  for (const before of [0, 1, 2]) {
    const standard = base64At(bytes, before);
    forms.set(`base64 (+${before})`, standard);
    forms.set(`base64url (+${before})`, standard.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return forms;
}

/** The digits that these bytes alone decide when `before` other bytes, modulo three, stand before them and any after them. */
function base64At(bytes: Buffer, before: number): string {
  const digits = Buffer.concat([Buffer.alloc(before), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const whole = Math.floor(((before + bytes.length) * 8) / 6);
  return digits.slice(Math.ceil((before * 8) / 6), whole);
}

const escaped = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

const html = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? "&#x27;",
  );

/** Looks for every canary in every form. Give it all bytes of one place at a time. */
export type CanarySearch = (where: string, found: string | Uint8Array) => Leak[];

/** @throws Error for a canary too short to prove anything */
export function searchFor(canaries: readonly Canary[]): CanarySearch {
  const needles = new Map<string, { canary: string; form: string; bytes: Buffer }>();
  for (const { name, text, hash } of canaries) {
    if (text.length < shortest)
      throw new Error(`the canary "${name}" is shorter than ${shortest} characters`);
    for (const [form, written] of formsOf(text))
      if (!needles.has(written) && !(hash === "kept" && form.startsWith("SHA")))
        needles.set(written, { canary: name, form, bytes: Buffer.from(written, "latin1") });
  }
  return (where, found) => {
    const bytes =
      typeof found === "string"
        ? Buffer.from(found)
        : Buffer.from(found.buffer, found.byteOffset, found.byteLength);
    return [...needles.values()].flatMap(({ canary, form, bytes: needle }) => {
      const at = bytes.indexOf(needle);
      if (at === -1) return [];
      const around = bytes.toString("latin1", Math.max(0, at - 80), at + needle.length + 40);
      return [{ canary, form, where, around: around.replace(/[^ -~]+/g, " ") }];
    });
  };
}
