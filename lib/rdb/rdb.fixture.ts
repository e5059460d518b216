import { Crc64 } from "./crc64";
import { type Body, grammars, type Magic, type Shape } from "./shapes";

/** What a made-up dump holds. */
export interface MadeRdb {
  readonly bytes: Uint8Array;
  readonly keys: number;
  readonly expires: number;
  readonly functions: number;
}

const text = (ascii: string): number[] => [ascii.length, ...Array.from(ascii, (one) => one.charCodeAt(0))];

/** Numbers that come out the same for one seed (mulberry32). */
function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A length in one of the four encodings that can hold it, not always the shortest. */
function length(value: number, draw: (below: number) => number): number[] {
  const wide = [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  const forms = [
    ...(value < 64 ? [[value]] : []),
    ...(value < 16_384 ? [[0x40 | (value >> 8), value & 255]] : []),
    [0x80, ...wide],
    [0x81, 0, 0, 0, 0, ...wide],
  ];
  return forms[draw(forms.length)] ?? [value];
}

function shape(one: Shape, draw: (below: number) => number): number[] {
  const bytes = (count: number): number[] => Array.from({ length: count }, () => draw(256));
  switch (one.read) {
    case "text": {
      const form = draw(6);
      if (form < 3) return [0xc0 + form, ...bytes(1 << form)];
      const size = draw(draw(8) === 0 ? 300 : 30);
      // LZF: one byte as it is, and a reference back to it, 9 to 38 bytes long.
      if (form === 3)
        return [
          0xc3,
          ...length(5, draw),
          ...length((size % 30) + 10, draw),
          0,
          draw(256),
          0xe0,
          size % 30,
          0,
        ];
      return [...length(size, draw), ...bytes(size)];
    }
    case "number":
      return draw(8) === 0 ? [0x81, ...bytes(8)] : length(draw(70_000), draw);
    case "bytes":
      return bytes(one.count);
    case "old-double":
      return draw(2) === 0 ? [253 + draw(3)] : text("3.1415");
    case "module":
      return [1, ...length(draw(100), draw), 3, ...bytes(4), 4, ...bytes(8), 5, ...text("within"), 0];
    case "each": {
      const times = draw(3);
      return [...length(times, draw), ...Array.from({ length: times }, () => body(one.of, draw)).flat()];
    }
  }
}

const body = (shapes: Body, draw: (below: number) => number): number[] =>
  shapes.flatMap((one) => shape(one, draw));

/** Puts the checksum behind it: the right one, or the zeros of a server that writes none. */
export function sealed(content: readonly number[], checksum: "right" | "off" = "right"): Uint8Array {
  const bytes = Uint8Array.from([...content, ...Array<number>(8).fill(0)]);
  if (checksum === "off") return bytes;
  const sum = new Crc64();
  sum.update(bytes, 0, content.length);
  for (let i = 0; i < 8; i += 1)
    bytes[content.length + i] = Number.parseInt(sum.hex.slice(14 - 2 * i, 16 - 2 * i), 16);
  return bytes;
}

export const headerOf = (magic: Magic, version: string): number[] => text(`${magic}${version}`).slice(1);

/** A dump with a key of every type, in three databases, and every opcode that may stand between them; nothing in it means anything. */
export function madeRdb(seed: number, magic: Magic = "REDIS", checksum: "right" | "off" = "right"): MadeRdb {
  const draw = drawing(seed);
  const { types, opcodes } = grammars[magic];
  const out = headerOf(magic, magic === "REDIS" ? "0012" : "080");
  out.push(0xfa, ...text("redis-ver"), ...text("7.0.15"));
  out.push(0xfa, ...text("ctime"), 0xc2, 0x15, 0xcd, 0x5b, 0x07);
  out.push(0xfa, ...text("repl-id"), ...text("8371b4fb1155b71f4a04d3e1bc3e18c4a990aeeb"));
  out.push(0xfa, ...text("repl-offset"), ...text("4711"));
  const made = { keys: 0, expires: 0, functions: 0 };
  const between = [...opcodes].filter(([byte, { role }]) => role === null && byte !== 254 && byte !== 251);
  for (const database of [0, 3, 15]) {
    out.push(0xfe, database, 0xfb, types.size, 0);
    for (const [byte, value] of types) {
      const [opcode, { body: parts }] = between[draw(between.length)] ?? [249, { body: [] }];
      out.push(opcode, ...body(parts, draw));
      if (draw(4) === 0) {
        out.push(...(draw(2) === 0 ? [0xfc, 1, 2, 3, 4, 5, 6, 7, 8] : [0xfd, 1, 2, 3, 4]));
        made.expires += 1;
      }
      out.push(byte, ...body(value, draw));
      made.keys += 1;
    }
  }
  out.push(0xf5, ...text("#!lua name=f"));
  made.functions += 1;
  out.push(0xff);
  return { bytes: sealed(out, checksum), ...made };
}
