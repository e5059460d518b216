import { randomBytes } from "node:crypto";

/** What is sent as it is, on a websocket that was opened properly. */
export interface Malformed {
  readonly kind: string;
  readonly bytes: Buffer;
  /** It announces more than it has: the server waits for the rest, and says nothing. */
  readonly isHalf: boolean;
}

export type Draw = (below: number) => number;

/** Numbers that come out the same for one seed (mulberry32). */
export function drawing(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const [CONTINUED, TEXT, BINARY, CLOSE, PING] = [0, 1, 2, 8, 9];

/** A frame of RFC 6455 section 5.2, masked as clients must; `first` and `told` can make it a wrong one. */
export function frame(
  opcode: number,
  payload: Buffer,
  { first = 0x80 | opcode, told = payload.length, isMasked = true } = {},
): Buffer {
  const bit = isMasked ? 0x80 : 0;
  const head =
    told < 126
      ? Buffer.from([first, bit | told])
      : told < 65_536
        ? Buffer.from([first, bit | 126, told >> 8, told & 0xff])
        : Buffer.concat([Buffer.from([first, bit | 127]), bigEndian(BigInt(told))]);
  if (!isMasked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}

const bigEndian = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
};
const text = (value: string): Buffer => frame(TEXT, Buffer.from(value));
const noise = (draw: Draw, length: number): Buffer => Buffer.from(Array.from({ length }, () => draw(256)));
const pick = <T>(draw: Draw, from: readonly [T, ...T[]]): T => from[draw(from.length)] ?? from[0];

/** What socket.io takes for an event of ours, before anything is changed in it. */
const proper = '42["watch",{"groups":"*"}]';

const texts: readonly string[] = [
  // Of engine.io: types there are not, and such as a client does not send.
  ...["", "0", '0{"sid":"x"}', "1", "2probe", "3", "5", "6", "7", "9", "b", "bAAAA", "b!!!", "\0"],
  // Connections to namespaces, with and without what belongs to them.
  ...[
    "40",
    "40/admin,",
    '40{"token":{"__proto__":1}}',
    "40[",
    "40/,,,",
    "41",
    "41/none,",
    '44{"message":"x"}',
  ],
  // Events whose name is none, or is one of Node's own.
  ...["42", "42[]", "42[null]", "42[1]", "42[{}]", '42[["watch"]]', '42{"watch":1}', '42"watch"', "42[NaN]"],
  ...[
    "connect",
    "disconnect",
    "disconnecting",
    "error",
    "newListener",
    "removeListener",
    "__proto__",
    "constructor",
  ].map((name) => `42["${name}",{}]`),
  // Numbers of acknowledgements that nobody asked for.
  ...[
    '42-1["watch",1]',
    '4299999999999999999999["watch",1]',
    '421e9["watch",1]',
    "430[]",
    '4399999999["x"]',
    "43[",
    "46",
  ],
  // Attachments: none, too many, not numbers, in places that there are not.
  ...[
    '451-["watch",{"_placeholder":true,"num":0}]',
    "45-",
    '4599999999999-["x"]',
    '45-1-["x"]',
    "451",
    '450-["x"]',
  ],
  ...['451-["watch",{"_placeholder":true,"num":-1}]', '451-["x",{"_placeholder":true,"num":"constructor"}]'],
  ...['4510-["x",{"_placeholder":true,"num":1e9}]', "461-[]", '4611-["x"]', '45__proto__-["x"]'],
  // Keys that reach for prototypes.
  ...['42["watch",{"__proto__":{"groups":"*"}}]', '42["watch",{"constructor":{"prototype":{"a":1}}}]'],
  ...[
    '421["watch",{"groups":["__proto__","constructor","toString"]}]',
    '421["watch",{"groups":{"length":1e9}}]',
  ],
  // Numbers and texts that are large, or half.
  ...[
    '421["watch",{"groups":1e400}]',
    '421["watch",{"groups":["\\ud800"]}]',
    '421["watch",{"groups":["orders"]',
  ],
];

interface Maker {
  readonly kind: string;
  readonly make: (draw: Draw) => Buffer;
  readonly isHalf?: true;
}

const makers: readonly [Maker, ...Maker[]] = [
  { kind: "a text of the list", make: (draw) => text(pick(draw, ["", ...texts])) },
  {
    kind: "a proper event with letters changed",
    make: (draw) => {
      const bytes = Buffer.from(proper);
      for (let i = 0; i <= draw(4); i += 1) bytes[draw(bytes.length)] = 32 + draw(95);
      return frame(TEXT, bytes);
    },
  },
  { kind: "a proper event, cut", make: (draw) => text(proper.slice(0, draw(proper.length))) },
  { kind: "a text of no UTF-8", make: (draw) => frame(TEXT, noise(draw, 1 + draw(200))) },
  { kind: "bytes where no attachment is due", make: (draw) => frame(BINARY, noise(draw, draw(200))) },
  {
    kind: "deep JSON",
    make: (draw) => text(`421["watch",${"[".repeat(1_000 + draw(25_000))}${"]".repeat(draw(25_000))}`),
  },
  { kind: "a long name", make: (draw) => text(`42["${"w".repeat(10_000 + draw(40_000))}",1]`) },
  {
    kind: "many keys",
    make: (draw) =>
      text(
        `421["watch",{${Array.from({ length: 100 + draw(900) }, (_, i) => `"k${i}":${draw(9)}`).join()}}]`,
      ),
  },
  {
    kind: "many groups",
    make: (draw) =>
      text(
        `421["watch",{"groups":[${Array.from({ length: 100 + draw(3_000) }, (_, i) => `"g${i}"`).join()}]}]`,
      ),
  },
  { kind: "more than the limit", make: (draw) => text(`42["watch","${"x".repeat(64_000 + draw(20_000))}"]`) },
  {
    kind: "an attachment that is announced, and then a text",
    make: (draw) =>
      Buffer.concat([text('451-["x",{"_placeholder":true,"num":0}]'), text(pick(draw, ["", ...texts]))]),
  },
  {
    kind: "attachments beyond their number",
    make: (draw) =>
      Buffer.concat([
        text('452-["x",{"_placeholder":true,"num":7},{"_placeholder":true,"num":-1}]'),
        ...Array.from({ length: 1 + draw(5) }, () => frame(BINARY, noise(draw, 20))),
      ]),
  },
  { kind: "a frame without mask", make: () => frame(TEXT, Buffer.from(proper), { isMasked: false }) },
  {
    kind: "reserved bits and opcodes",
    make: (draw) => frame(TEXT, Buffer.from(proper), { first: draw(256) | 0x30 }),
  },
  { kind: "a continuation of nothing", make: (draw) => frame(CONTINUED, noise(draw, 10)) },
  {
    kind: "a control frame that is too long, or in pieces",
    make: (draw) =>
      draw(2) === 0
        ? frame(PING, noise(draw, 126 + draw(500)))
        : frame(PING, noise(draw, 3), { first: PING }),
  },
  { kind: "a close of no sense", make: (draw) => frame(CLOSE, noise(draw, draw(10))) },
  { kind: "bytes that are no frame", make: (draw) => noise(draw, 1 + draw(300)), isHalf: true },
  {
    kind: "a length that nothing follows",
    make: (draw) => frame(TEXT, noise(draw, 20), { told: pick(draw, [60_000, 2 ** 20, 2 ** 31, 2 ** 52]) }),
    isHalf: true,
  },
  {
    kind: "half a frame",
    make: (draw) => frame(TEXT, Buffer.from(proper)).subarray(0, 1 + draw(proper.length)),
    isHalf: true,
  },
  {
    kind: "a message that never ends",
    make: (draw) => frame(TEXT, Buffer.from(proper.slice(0, draw(20))), { first: TEXT }),
    isHalf: true,
  },
];

export const kinds = makers.map(({ kind }) => kind);

/** The `n`th packet of a series; each kind comes as often as any other. */
export function malformed(n: number, draw: Draw): Malformed {
  const { kind, make, isHalf = false } = makers[n % makers.length] ?? makers[0];
  return { kind, bytes: make(draw), isHalf };
}

/** The `n`th proper one: it asks for the groups, and is answered. */
export const wellFormed = (n: number): Buffer => text(`42${n % 1_000}["watch",{"groups":"*"}]`);
export const ping = (payload: Buffer): Buffer => frame(PING, payload);

/** A frame that the server sent. */
export interface Heard {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Cuts what a server sends into its frames, which have no mask. What is not whole yet waits for the rest. */
export function frameReader(): (chunk: Buffer) => Heard[] {
  let waiting = Buffer.alloc(0);
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    const heard: Heard[] = [];
    for (;;) {
      const [first = 0, short = 0] = waiting;
      if (waiting.length < (short === 0 ? 2 : short < 126 ? 2 + short : 4)) return heard;
      const [at, length] =
        short < 126
          ? [2, short]
          : short === 126
            ? [4, waiting.readUInt16BE(2)]
            : [10, waiting.length < 10 ? Number.POSITIVE_INFINITY : Number(waiting.readBigUInt64BE(2))];
      if (waiting.length < at + length) return heard;
      heard.push({ opcode: first & 15, payload: waiting.subarray(at, at + length) });
      waiting = waiting.subarray(at + length);
    }
  };
}
export const [CLOSED, PONG] = [8, 10];
