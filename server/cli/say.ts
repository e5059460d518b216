/**
 * `text` without what a terminal would act on: control characters, and those that turn the direction of writing. Part of it
 * may be what a server said of itself.
 */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd");

/** One line on stdout. */
export const say = (line: string): void => console.log(printable(line));
