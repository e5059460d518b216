import { Kbd } from "@/components/ui/kbd";

const hints: readonly { keys: readonly string[]; word: string }[] = [
  { keys: ["↑", "↓"], word: "move" },
  { keys: ["←", "→"], word: "fold" },
  { keys: ["↵"], word: "open" },
  { keys: ["p"], word: "promote" },
  { keys: ["r"], word: "re-point" },
  { keys: ["b"], word: "back up" },
];

/** The keys of the table. */
export function TableHints() {
  return (
    <p className="gutter flex h-9 items-center gap-[18px] overflow-hidden whitespace-nowrap bg-surface text-12 text-fg-3">
      {hints.map(({ keys, word }) => (
        <span key={word} className="flex items-center gap-1">
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
          {word}
        </span>
      ))}
    </p>
  );
}
