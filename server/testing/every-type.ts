import type { ServerBinary } from "@/server/local";

const texts = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const later = "4102444800000";

/** A text that no compressor makes shorter, the same each time. */
const noise = (length: number): string => {
  let state = 1;
  return String.fromCharCode(
    ...Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return 33 + ((state >>> 16) % 90);
    }),
  );
};

const anyVersion: readonly string[][] = [
  ["SET", "empty", ""],
  ["SET", "int8", "-12"],
  ["SET", "int16", "1234"],
  ["SET", "int32", "-123456789"],
  ["SET", "int64", "9007199254740993"],
  ["SET", "compressed", "a".repeat(5000)],
  ["SET", "plain", noise(300)],
  ["SET", "large", noise(70_000)],
  ["SET", noise(20_000), "a long name"],
  ["SETRANGE", "sparse", "100000", "x"],
  ["PFADD", "hll", "a", "b", "c"],
  ["RPUSH", "list", "a", "2", "", noise(60)],
  ["RPUSH", "list:long", ...texts(400, (n) => `${n}:${noise(80)}`)],
  ["RPUSH", "list:huge-item", noise(20_000), "small"],
  ["SADD", "set:ints", ...texts(20, (n) => String(n * 70_000))],
  ["SADD", "set:small", "a", "b", "c"],
  ["SADD", "set:long", ...texts(700, (n) => `member:${n}`)],
  ["ZADD", "zset", "1.5", "a", "-inf", "b", "+inf", "c"],
  ["ZADD", "zset:long", ...texts(300, (n) => [String(n / 7), `member:${n}`]).flat()],
  ["HSET", "hash", "a", "1", "b", "two"],
  ["HSET", "hash:long", ...texts(700, (n) => [`field:${n}`, `value:${n}`]).flat()],
  ["XADD", "stream", "1-1", "f", "v"],
  ["XADD", "stream", "18446744073709551615-1", "f", noise(500)],
  ...texts(300, (n) => `${n + 2}-0`).map((id) => ["XADD", "stream:long", id, "temperature", "21", "n", id]),
  ["XGROUP", "CREATE", "stream:long", "readers", "0"],
  ["XREADGROUP", "GROUP", "readers", "ana", "COUNT", "150", "STREAMS", "stream:long", ">"],
  ["XREADGROUP", "GROUP", "readers", "ben", "COUNT", "5", "STREAMS", "stream:long", ">"],
  ["XACK", "stream:long", "readers", "2-0", "3-0"],
  ["XDEL", "stream:long", "4-0"],
  ["XGROUP", "CREATE", "stream:long", "idle", "$"],
  ["XADD", "stream:empty", "5-5", "f", "v"],
  ["XDEL", "stream:empty", "5-5"],
  ["SET", "expires", "soon"],
  ["PEXPIREAT", "expires", later],
  ["HSET", "hash:expires", "a", "1"],
  ["PEXPIREAT", "hash:expires", later],
  ["SELECT", "3"],
  ["SET", "in-three", "3"],
  ["SELECT", "15"],
  ["MSET", ...texts(100, (n) => [`k${n}`, `v${n}`]).flat()],
  ["PEXPIREAT", "k7", later],
  ["SELECT", "0"],
];

const functions: readonly string[][] = [
  ["FUNCTION", "LOAD", "#!lua name=mylib\nredis.register_function('one', function() return 1 end)"],
];

/** Fields that expire: in a small hash, in a large one, and in one that lost the expiry again. */
const fieldExpiry: readonly string[][] = [
  ["HSET", "hfe", "a", "1", "b", "2"],
  ["HPEXPIREAT", "hfe", later, "FIELDS", "1", "a"],
  ["HSET", "hfe:long", ...texts(700, (n) => [`field:${n}`, noise(70)]).flat()],
  ["HPEXPIREAT", "hfe:long", later, "FIELDS", "2", "field:1", "field:699"],
  ["HSET", "hfe:back", "a", "1"],
  ["HPEXPIREAT", "hfe:back", later, "FIELDS", "1", "a"],
  ["HPERSIST", "hfe:back", "FIELDS", "1", "a"],
];

/** Commands that make a key of every type and encoding this version can write, in three databases. */
export function everyType({ product, version }: ServerBinary): readonly string[][] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const hasFunctions = product === "valkey" || major >= 7;
  const hasFieldExpiry = product === "valkey" ? major >= 9 : major > 7 || (major === 7 && minor >= 4);
  return [...anyVersion, ...(hasFunctions ? functions : []), ...(hasFieldExpiry ? fieldExpiry : [])];
}
