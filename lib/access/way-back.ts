/** Stands for wherever Tidemark is: what is relative to it stays with it. */
const here = "http://tidemark.invalid";
/** It travels in a cookie, of which browsers keep 4 KiB. */
export const longestPath = 1_500;

/**
 * Where somebody is taken after signing in: a page of our own, or `/` for whatever is not surely one.
 * Browsers read `\` as `/`, drop tabs and line ends, and take `//name` for another host; a link with any of these in it was
 * not made by our page. Paths of the API are no pages.
 * @param asked a path with query and fragment; null: none was asked for.
 */
export function wayBack(asked: string | null): string {
  if (asked === null || asked.length > longestPath || !/^\/[\x21-\x5b\x5d-\x7e]*$/.test(asked)) return "/";
  const url = URL.parse(asked, here);
  if (url === null || url.origin !== here || url.pathname.startsWith("//")) return "/";
  const path = url.pathname + url.search + url.hash;
  return path.length > longestPath || /^\/(api|live|metrics)(\/|$)/.test(url.pathname) ? "/" : path;
}
