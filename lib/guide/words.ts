import type { ServerVersion } from "@/lib/info/version";

/** `Valkey 8.1`. */
export const productName = ({ product, major, minor }: ServerVersion): string =>
  `${product === "valkey" ? "Valkey" : "Redis"} ${major}.${minor}`;

const WIDTH = 100;

/** A text as lines of comment. Redis' files have no room for a non-breaking blank. */
export function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "#";
  for (const word of text.replaceAll("\u00a0", " ").split(" ")) {
    if (line.length + 1 + word.length > WIDTH && line !== "#") {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
