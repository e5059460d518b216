"use client";
import { Menu as Burger, Search } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { IconButton } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Bell } from "./bell";
import { Brand } from "./brand";
import { ModeChip } from "./mode-chip";
import { openOverlay } from "./overlays";
import { pageOf, pages } from "./pages";
import { ThemeChoices, ThemeSwitch } from "./theme-switch";
import { WhoMenu } from "./who-menu";

/** The global bar, 48 px, on every page. */
export function Header() {
  const current = pageOf(usePathname());
  return (
    <header className="gutter sticky top-0 z-40 flex h-12 items-center border-b bg-surface">
      <Link href="/" className="flex min-h-6 items-center" aria-label="Tidemark, fleet">
        <Brand />
      </Link>
      <ModeChip />
      <nav aria-label="Main" className="ml-7 hidden gap-5 self-stretch md:flex">
        {pages.map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            aria-current={href === current ? "page" : undefined}
            className="flex items-center border-transparent border-y-2 text-fg-2 hover:text-fg aria-[current]:border-b-fg aria-[current]:font-medium aria-[current]:text-fg"
          >
            {label}
          </Link>
        ))}
      </nav>
      <span className="flex-1" />
      <FindButton />
      <Bell />
      <span className="hidden sm:block">
        <ThemeSwitch />
      </span>
      <WhoMenu />
      <PagesMenu />
    </header>
  );
}

function FindButton() {
  return (
    <>
      <button
        type="button"
        onClick={() => openOverlay("palette")}
        aria-keyshortcuts="Meta+K Control+K"
        className="mr-2 hidden h-[30px] w-[264px] items-center gap-2 rounded-md border bg-bg pr-1.5 pl-2.5 text-fg-3 hover:border-strong lg:flex"
      >
        <Search size={16} strokeWidth={1.5} aria-hidden="true" />
        <span className="flex-1 text-left">Find group, instance, action</span>
        <Kbd>⌘K</Kbd>
      </button>
      <span className="lg:hidden">
        <IconButton label="Find" onClick={() => openOverlay("palette")}>
          <Search size={16} strokeWidth={1.5} aria-hidden="true" />
        </IconButton>
      </span>
    </>
  );
}

/** The navigation of a narrow page. */
function PagesMenu() {
  const router = useRouter();
  return (
    <span className="md:hidden">
      <Menu
        trigger={
          <IconButton label="Pages">
            <Burger size={16} strokeWidth={1.5} aria-hidden="true" />
          </IconButton>
        }
      >
        {pages.map(({ href, label }) => (
          <MenuItem key={href} onSelect={() => router.push(href)}>
            {label}
          </MenuItem>
        ))}
        <MenuItem onSelect={() => openOverlay("shortcuts")}>Shortcuts</MenuItem>
        <MenuSeparator />
        <ThemeChoices />
      </Menu>
    </span>
  );
}
