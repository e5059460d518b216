import { Fragment } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import type { InstanceDetail } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import { type ConfigNote, configSections } from "./config-notes";

/** The settings that matter for replication, each with the reason why. */
export function ConfigTab({ detail }: { detail: InstanceDetail }) {
  const { config } = detail;
  if (config === null)
    return (
      <EmptyState title="The settings could not be read">
        The user Tidemark logs in with may not run CONFIG GET on {detail.name}. Monitoring works without it.
      </EmptyState>
    );
  return (
    <table className="w-full bg-surface text-left">
      <caption className="sr-only">Settings of {detail.name}</caption>
      <tbody>
        {configSections.map(({ title, notes }) => {
          const known = notes.filter(({ name }) => config[name] !== undefined);
          return known.length === 0 ? null : (
            <Fragment key={title}>
              <tr className="border-b bg-bg">
                <th scope="colgroup" colSpan={3} className="gutter h-8 font-normal text-12 text-fg-3">
                  {title}
                </th>
              </tr>
              {known.map((note) => (
                <Setting key={note.name} note={note} value={config[note.name] ?? ""} />
              ))}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Setting({ note: { name, why, unit }, value }: { note: ConfigNote; value: string }) {
  return (
    <tr className="border-b align-top max-md:grid max-md:grid-cols-2 max-md:gap-x-3 max-md:px-4 max-md:py-2">
      <th scope="row" className="mono py-2 pr-4 pl-5 font-normal max-md:p-0 md:w-[280px]">
        {name}
      </th>
      <td className="break-words py-2 pr-4 max-md:p-0 max-md:text-right md:w-[260px]">
        <span className="mono">{value === "" ? "(empty)" : value}</span>
        {readable(value, unit) !== null && <span className="ml-2 text-fg-3">{readable(value, unit)}</span>}
      </td>
      <td className="py-2 pr-5 text-fg-2 max-md:col-span-2 max-md:p-0 max-md:text-12">{why}</td>
    </tr>
  );
}

/** The value with its unit, where Redis answers a bare number; null where it reads well as it is. */
function readable(value: string, unit: ConfigNote["unit"]): string | null {
  if (unit === "none" || !/^\d+$/.test(value) || value === "0") return null;
  return unit === "bytes" ? formatBytes(Number(value)) : formatSeconds(Number(value));
}
