"use client";
import type { ComponentType, PropsWithChildren } from "react";
import { Button } from "./button";
import { lazyModule, useFetched } from "./lazy-module";

/**
 * A part of the page whose code is fetched when the part is first drawn. While it comes, and where it cannot be had,
 * `Around` stands in its place, so that the rest of the page stays where it is; it says that `what` could not be
 * loaded, and asks again when told to.
 */
export function lazyPart<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
  Around: ComponentType<PropsWithChildren<Props>> = Alone,
): ComponentType<Props> {
  const code = lazyModule(load);
  return function Part(props: Props) {
    const arrival = useFetched(code);
    if (arrival.at === "here") {
      const { module: Shown } = arrival;
      return <Shown {...props} />;
    }
    return (
      <Around {...props}>
        {arrival.at === "failed" ? (
          <Missing what={what} onRetry={code.fetch} />
        ) : (
          <span role="status" className="sr-only">
            {what}: loading…
          </span>
        )}
      </Around>
    );
  };
}

const Alone = ({ children }: PropsWithChildren) => children;

function Missing({ what, onRetry }: { what: string; onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="gutter flex min-h-10 flex-wrap items-center justify-center gap-x-3 gap-y-1 py-1.5 text-fg-2"
    >
      {what} could not be loaded from Tidemark.
      <Button size="row" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
