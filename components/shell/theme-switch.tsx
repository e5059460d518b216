"use client";
import { Moon, Sun } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { Menu, MenuChoice } from "@/components/ui/menu";
import { useTheme } from "./theme";

const options = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function ThemeSwitch() {
  const [theme, choose] = useTheme();
  return (
    <Menu
      trigger={
        <IconButton label="Theme">
          <Sun size={16} strokeWidth={1.5} aria-hidden="true" className="dark:hidden" />
          <Moon size={16} strokeWidth={1.5} aria-hidden="true" className="hidden dark:block" />
        </IconButton>
      }
    >
      <MenuChoice value={theme} onChange={choose} options={options} />
    </Menu>
  );
}
