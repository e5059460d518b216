/**
 * Where the page's build for a path lies, from the package's root. Those for paths lie in the one without, which throws
 * them away with everything else when it is made anew. No path that public-url may have contains a `+`.
 * @param {string} basePath `""`, or one such as `/tidemark`
 */
export const pageFolder = (basePath) =>
  basePath === "" ? ".next" : `.next/at/${basePath.slice(1).replaceAll("/", "+")}`;

/** Says which sources a build was made from; in the page's folder for a path, in `dist` for all the rest. */
export const stampName = ".tidemark-built";
