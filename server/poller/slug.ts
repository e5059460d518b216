const LONGEST = 100;

/** A group's id: its name in lower-case letters, digits, `.` and `-`. A name with none of these gives `group`. */
export function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+/, "")
    .slice(0, LONGEST)
    .replace(/[-.]+$/, "");
  return plain === "" ? "group" : plain;
}
