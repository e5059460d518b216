/** Padding of a table's cells: the page's gutter at both ends. */
export const cell = "px-2 first:pl-5 last:pr-5 max-sm:first:pl-4 max-sm:last:pr-4";
export const head = `${cell} h-8 text-left font-normal text-12 text-fg-3`;
export const body = `${cell} h-10`;
