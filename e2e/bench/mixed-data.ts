import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";

const PIECE_KEYS = 20_000;

/**
 * In a hundred keys: 60 short JSON texts and 30 hashes of six fields, which compress well; 9 texts of 200 hexadecimal digits,
 * which do not; and one value of some 10 kB, half of each. ARGV: the first key's number, and how many.
 */
const script = `
local from = tonumber(ARGV[1])
for n = from, from + tonumber(ARGV[2]) - 1 do
  local kind = n % 100
  local digits = redis.sha1hex(n)
  if kind < 60 then
    redis.call('SET', 'customer:' .. n, '{"id":' .. n .. ',"name":"Customer ' .. n .. '","city":"Springfield","plan":"standard","balance":' .. n % 1000 .. '}')
  elseif kind < 90 then
    redis.call('HSET', 'session:' .. n, 'user', n, 'seen', n * 7, 'token', digits, 'agent', 'Mozilla/5.0 (X11; Linux x86_64)', 'locale', 'en_GB', 'theme', 'dark')
  elseif kind < 99 then
    redis.call('SET', 'token:' .. n, string.rep(digits, 5))
  else
    local parts = {}
    for i = 1, 125 do parts[i] = redis.sha1hex(n .. ':' .. i) .. '<li class="item">an item of a list</li>' end
    redis.call('SET', 'page:' .. n, table.concat(parts))
  end
end`;

/** Fills a server up to so many keys of mixed kinds; in pieces, since it answers nobody meanwhile. */
export async function fillMixed(server: LocalServer, keys: number, from = 0): Promise<void> {
  for (let made = from; made < keys; made += PIECE_KEYS)
    await ask(server, [["EVAL", script, "0", String(made), String(Math.min(PIECE_KEYS, keys - made))]]);
}
