import type { LinkWeather, ReadMode } from "@/lib/contract";
import { err, ok, type Result } from "@/lib/result";
import { formatSize, parseSize } from "@/lib/size";
import { readModes } from "./words";

/** A way to write a value into a field and the URL, and to read it back; `read(write(value))` is the value. */
export interface Text<T> {
  readonly write: (value: T) => string;
  /** @returns what is wrong, with the value, for a person */
  readonly read: (text: string) => Result<T, string>;
}

/** The least and the most that the contract takes, of each entry where there are several. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** A whole number. */
export const count = ({ min, max }: Limits): Text<number> => ({
  write: String,
  read: (text) => {
    const n = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
    return n >= min && n <= max
      ? ok(n)
      : err(`${quoted(text)} is not a whole number from ${grouped(min)} to ${grouped(max)}.`);
  },
});

/** A size as the settings write it, `16MiB`; a space before its unit, or `/s` after it, does no harm. */
export const size = ({ min, max }: Limits): Text<number> => ({
  write: formatSize,
  read: (text) => {
    const bytes = parseSize(text.replace(/\s/g, "").replace(/\/s$/, ""));
    return bytes.ok && bytes.value >= min && bytes.value <= max
      ? bytes
      : err(
          `${quoted(text)} is not a size from ${formatSize(min)} to ${formatSize(max)}, such as 512B, 64KiB or 16MiB.`,
        );
  },
});

/** The same, or `word` for null. */
export const orNone = <T>(text: Text<T>, word: string): Text<T | null> => ({
  write: (value) => (value === null ? word : text.write(value)),
  read: (typed) => {
    if (typed.trim().toLowerCase() === word) return ok(null);
    const read = text.read(typed);
    return read.ok ? read : err(`${read.error.slice(0, -1)}, nor ${word}.`);
  },
});

/** Several, parted by commas. */
export const list = <T>(one: Text<T>, least: number, most: number): Text<T[]> => ({
  write: (values) => values.map(one.write).join(", "),
  read: (text) => {
    const parts = text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]));
    if (parts.length < least || parts.length > most)
      return err(
        `${quoted(text)} holds ${parts.length} values. Allowed: ${least === most ? least : `${least} to ${most}`}, parted by commas.`,
      );
    const values: T[] = [];
    for (const part of parts) {
      const value = one.read(part);
      if (!value.ok) return value;
      values.push(value.value);
    }
    return ok(values);
  },
});

export const flag: Text<boolean> = {
  write: (value) => (value ? "yes" : "no"),
  read: (text) =>
    text === "yes" ? ok(true) : text === "no" ? ok(false) : err(`${quoted(text)} is neither yes nor no.`),
};

export const mode: Text<ReadMode> = {
  write: (value) => value,
  read: (text) => {
    const known = readModes.find((one) => one === text);
    return known === undefined
      ? err(`${quoted(text)} is no way to read. Allowed: ${readModes.join(", ")}.`)
      : ok(known);
  },
};

/** The first replica of a list goes without saying. */
export const name: Text<string | null> = {
  write: (value) => value ?? "",
  read: (text) => ok(text.trim() === "" ? null : text.trim()),
};

const delay = count({ min: 0, max: 5_000 });
const speed = size({ min: 1_000, max: 10_000_000_000 });

/** What a link is like: `200ms`, `200ms 1MiB`, `paused`, `cut`, or several of them; `0ms` is a link without any of it. */
export const weather: Text<LinkWeather> = {
  write: ({ delayMs, paused, cut, bytesPerSecond }) =>
    [
      `${delayMs}ms`,
      ...(bytesPerSecond === null ? [] : [formatSize(bytesPerSecond)]),
      ...(paused ? ["paused"] : []),
      ...(cut ? ["cut"] : []),
    ].join(" "),
  read: (text) => {
    let read: LinkWeather = { delayMs: 0, paused: false, cut: false, bytesPerSecond: null };
    for (const word of text.trim().split(/\s+/)) {
      const milliseconds = /^(\d+)(ms)?$/.exec(word)?.[1];
      if (word === "paused") read = { ...read, paused: true };
      else if (word === "cut") read = { ...read, cut: true };
      else if (milliseconds !== undefined) {
        const delayMs = delay.read(milliseconds);
        if (!delayMs.ok) return delayMs;
        read = { ...read, delayMs: delayMs.value };
      } else {
        const bytesPerSecond = speed.read(word);
        if (!bytesPerSecond.ok)
          return err(`${quoted(word)} says nothing of a link. Allowed: 200ms, 1MiB, paused, cut.`);
        read = { ...read, bytesPerSecond: bytesPerSecond.value };
      }
    }
    return ok(read);
  },
};

const quoted = (text: string): string => `“${text.trim()}”`;
const grouped = (n: number): string => n.toLocaleString("en-US");
