const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * The name of a module's type, nine letters of six bits each above ten bits of version; null: these bytes begin no such id.
 * Source: module.c, moduleTypeNameByID.
 * @param raw a number in the length encoding, as the file has it
 */
export function moduleName(raw: Uint8Array): string | null {
  if (raw[0] !== 0x81 || raw.length < 9) return null;
  const id = new DataView(raw.buffer, raw.byteOffset, raw.byteLength).getBigUint64(1);
  return Array.from(
    { length: 9 },
    (_, n) => letters[Number((id >> BigInt(10 + 6 * (8 - n))) & 63n)] ?? "?",
  ).join("");
}
