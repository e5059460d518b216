"use client";
import { ChevronDown, Download } from "lucide-react";
import { withBase } from "@/components/live/base";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";

/** Saves a list as it is filtered, with the rows not loaded here: the server writes the file. `pathOf` says where it is. */
export function ExportMenu({
  pathOf,
  blocked,
}: {
  pathOf: (format: "csv" | "json") => string;
  blocked: string | null;
}) {
  const trigger = (
    <Button blocked={blocked}>
      <Download size={14} strokeWidth={1.5} aria-hidden="true" />
      Export
      <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />
    </Button>
  );
  if (blocked !== null) return trigger;
  return (
    <Menu trigger={trigger}>
      <MenuItem onSelect={() => save(pathOf("csv"))} hint="for spreadsheets">
        CSV
      </MenuItem>
      <MenuItem onSelect={() => save(pathOf("json"))} hint="as the API has it">
        JSON
      </MenuItem>
    </Menu>
  );
}

/** Has the browser save what `path` answers. With `download` a refusal is a failed download and no page of its own. */
function save(path: string): void {
  const link = document.createElement("a");
  link.href = withBase(path);
  link.download = "";
  link.click();
}
