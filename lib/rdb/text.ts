import { INT_8, INT_32, PACKED } from "./elements";
import { RdbFault } from "./fault";
import { LengthReader } from "./lengths";
import { inflateLzf } from "./lzf";

/**
 * What a text says, from its first byte in the file to its last: plain, a small whole number, or compressed.
 * Source: rdb.c, rdbGenericLoadStringObject.
 * @param mostBytes a longer one is a fault, before memory is taken for it
 * @param base the stream position of its first byte, for the fault
 * @throws RdbFault
 */
export function readText(raw: Uint8Array, mostBytes: number, base: number): Uint8Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const lengths = new LengthReader();
  const first = raw[0] ?? 0;
  if (first >= INT_8 && first <= INT_32) return ascii(String(wholeNumber(view, first)));
  if (first !== PACKED) {
    const at = lengths.read(view, 0, base);
    if (at !== null && at + lengths.value === raw.length) return raw.subarray(at);
    throw new RdbFault("impossible-length", base, "A text is not as long as it says");
  }
  const second = lengths.read(view, 1, base);
  const at = second === null ? null : lengths.read(view, second, base);
  if (at === null || lengths.value > mostBytes)
    throw new RdbFault("impossible-length", base, `A name is longer than ${mostBytes} bytes`);
  const text = inflateLzf(raw.subarray(at), lengths.value);
  if (text === null)
    throw new RdbFault("impossible-length", base, "A compressed text is not what it says it is");
  return text;
}

function wholeNumber(view: DataView, form: number): number {
  if (form === INT_8) return view.getInt8(1);
  return form === INT_32 ? view.getInt32(1, true) : view.getInt16(1, true);
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (one) => one.charCodeAt(0));
