/**
 * Inflates a text that LZF has compressed; null: it is not made of what LZF writes, or does not come to `length` bytes.
 * Source: lzf_d.c, lzf_decompress.
 * @param length what it is said to come to: so much memory is taken
 */
export function inflateLzf(packed: Uint8Array, length: number): Uint8Array | null {
  const out = new Uint8Array(length);
  let [from, to] = [0, 0];
  const next = (): number => packed[from++] ?? -1;
  while (from < packed.length) {
    const control = next();
    if (control < 32) {
      const run = control + 1;
      if (from + run > packed.length || to + run > length) return null;
      out.set(packed.subarray(from, from + run), to);
      from += run;
      to += run;
      continue;
    }
    const short = control >> 5;
    const more = short === 7 ? next() : 0;
    const low = next();
    const back = to - (((control & 31) << 8) | low) - 1;
    const run = short + more + 2;
    if (more < 0 || low < 0 || back < 0 || to + run > length) return null;
    // One by one: a reference may reach into what it writes itself.
    for (let n = 0; n < run; n += 1) out[to + n] = out[back + n] ?? 0;
    to += run;
  }
  return to === length ? out : null;
}
