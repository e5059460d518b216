"use client";
import { Bell as BellIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useFindings } from "@/components/live/store";
import { IconButton } from "@/components/ui/button";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import { SeverityShape } from "@/components/ui/state-shape";
import { TimeAgo } from "@/components/ui/time";
import { firing, titleWith } from "./firing";
import { groupHref, instanceHref } from "./pages";

/** How many the menu lists; the group pages show all. */
const LISTED = 12;

/** Open findings of all groups that need somebody; their number also stands before the page's title. */
export function Bell() {
  const router = useRouter();
  const findings = firing(useFindings());
  useTitlePrefix(findings.length);
  return (
    <Menu
      trigger={
        <IconButton label={findings.length === 1 ? "1 open finding" : `${findings.length} open findings`}>
          <BellIcon size={16} strokeWidth={1.5} aria-hidden="true" />
          {findings.length > 0 && (
            <span className="-top-[3px] -right-[5px] absolute h-4 min-w-4 rounded-lg bg-crit px-1 text-center font-semibold text-12 text-surface leading-4 ring-2 ring-surface">
              {findings.length}
            </span>
          )}
        </IconButton>
      }
    >
      <MenuLabel>
        {findings.length === 0 ? "No open findings." : `Open findings: ${findings.length}`}
      </MenuLabel>
      {findings.slice(0, LISTED).map((finding) => (
        <MenuItem
          key={finding.id}
          icon={<SeverityShape severity={finding.severity} />}
          hint={<TimeAgo at={finding.since} />}
          onSelect={() =>
            router.push(finding.instance === null ? groupHref(finding.group) : instanceHref(finding.instance))
          }
        >
          <span className="text-fg-3">{finding.group} </span>
          {finding.title}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Pages set their own titles as they come; the number is put before whichever stands there. */
function useTitlePrefix(count: number): void {
  useEffect(() => {
    const apply = (): void => {
      const title = titleWith(document.title, count);
      if (title !== document.title) document.title = title;
    };
    apply();
    const observer = new MutationObserver(apply);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [count]);
}
