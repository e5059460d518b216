/** Licences that every package of the production tree may have: each lets it be used in a program under MIT. */
export const allowed: ReadonlySet<string> = new Set(["MIT", "ISC", "0BSD", "BSD-3-Clause", "Apache-2.0"]);

/** What has another licence, and why that is no hindrance. */
export const exceptions: readonly {
  readonly name: RegExp;
  readonly licence: string;
  readonly why: string;
}[] = [
  {
    name: /^@img\/sharp-libvips-/,
    licence: "LGPL-3.0-or-later",
    why: "A shared library that Next.js may load to scale images; it is neither changed nor linked in, and never loaded: we scale none.",
  },
  {
    name: /^@img\/sharp-win32-/,
    licence: "Apache-2.0 AND LGPL-3.0-or-later",
    why: "The same library, for Windows, in one package with what loads it.",
  },
  {
    name: /^@img\/sharp-wasm32$/,
    licence: "Apache-2.0 AND LGPL-3.0-or-later AND MIT",
    why: "The same library, as WebAssembly.",
  },
  {
    name: /^caniuse-lite$/,
    licence: "CC-BY-4.0",
    why: "A table of what browsers can do, read while the page is built; nothing of it is given on.",
  },
  { name: /^geist$/, licence: "OFL-1.1", why: "The page's typeface, which may be given on with a program." },
  {
    name: /^victory-vendor$/,
    licence: "MIT AND ISC AND BSD-3-Clause",
    why: "Copies of d3's parts: each of the three is allowed.",
  },
];
