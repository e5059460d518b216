import { CopyButton } from "./copy-button";
import { Section } from "./section";

/** What is left to a person: each command on a line of its own, ready to be pasted. */
export function AdviceLines({ advice, level }: { advice: string; level: 2 | 3 }) {
  const lines = advice.split("\n").filter((line) => line.trim() !== "");
  return (
    <Section title="What is left to do" note={lines.length > 1 ? "in this order" : undefined} level={level}>
      <ol className="grid gap-1.5">
        {lines.map((line) =>
          line.startsWith("#") ? (
            <li key={line} className="text-pretty text-fg-2">
              {line.replace(/^#\s*/, "")}
            </li>
          ) : (
            <li key={line} className="flex items-start gap-2">
              <code className="mono min-w-0 flex-1 whitespace-pre-wrap break-words rounded-md bg-inset px-2.5 py-1 leading-[18px]">
                {line}
              </code>
              <CopyButton text={line} what={line} />
            </li>
          ),
        )}
      </ol>
    </Section>
  );
}
