import clsx from "clsx";
import type { Instance, UpstreamOption as Option } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";

/** One possible upstream: its name and role, what following it would copy, and why. Without an `option` it is asked for. */
export function UpstreamOption({
  name,
  role,
  option,
  onChoose,
}: {
  name: string;
  role: Instance["role"];
  option: Option | null;
  onChoose: () => void;
}) {
  const allowed = option?.allowed === true;
  const full = allowed && option.resync === "full";
  return (
    <button
      type="button"
      aria-disabled={allowed ? undefined : true}
      onClick={() => allowed && onChoose()}
      className={clsx(
        "-outline-offset-2! grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-(--pane) py-1.5 text-left",
        allowed ? "hover:bg-inset" : "cursor-not-allowed text-fg-3",
      )}
    >
      <span className="mono truncate font-medium leading-[18px]">
        {name} <span className="font-normal font-sans text-fg-3">{role}</span>
      </span>
      <span className={clsx("font-medium", full && "text-sync", allowed && !full && "text-fg")}>
        {option?.words ?? "…"}
      </span>
      <span className="col-span-2 text-pretty text-fg-3">
        {option === null ? "Tidemark is being asked." : `${option.reason}${headroomWords(option)}`}
      </span>
    </button>
  );
}

/** How long the move stays partial, where it is. */
function headroomWords({ headroomBytes, headroomSeconds }: Option): string {
  if (headroomBytes === null) return "";
  const time = headroomSeconds === null ? "" : `, about ${formatSeconds(headroomSeconds)}`;
  return ` Partial for another ${formatBytes(headroomBytes)}${time}.`;
}
