"use client";
import { Moon, Sun } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { Menu, MenuChoice } from "@/components/ui/menu";
import { chooseTheme, useTheme } from "./theme";

const options = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

/** The button of a wide page. */
export function ThemeSwitch() {
  return (
    <Menu
      trigger={
        <IconButton label="Theme">
          <Sun size={16} strokeWidth={1.5} aria-hidden="true" className="dark:hidden" />
          <Moon size={16} strokeWidth={1.5} aria-hidden="true" className="hidden dark:block" />
        </IconButton>
      }
    >
      <ThemeChoices />
    </Menu>
  );
}

/** The choices alone, for a menu that holds more. */
export function ThemeChoices() {
  return <MenuChoice value={useTheme()} onChange={chooseTheme} options={options} />;
}
