/** The options of a filter by one of the things a table has words for, in the table's order. */
export function optionsOf<T extends string, W>(
  words: Readonly<Record<T, W>>,
  label: (words: W) => string,
): { value: T; label: string }[] {
  const isKey = (key: string): key is T => Object.hasOwn(words, key);
  return Object.keys(words)
    .filter(isKey)
    .map((value) => ({ value, label: label(words[value]) }));
}
