import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { withBase } from "@/components/live/base";
import { AppShell } from "@/components/shell/app-shell";
import "./globals.css";

export const metadata: Metadata = {
  title: { template: "%s · Tidemark", default: "Tidemark" },
  description:
    "Replication of Redis and Valkey: who follows whom, how far behind, and what a reconnect would cost.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#161b22" },
  ],
};

/** The nonce comes from `proxy.ts`; reading it makes every page dynamic, which a nonce per request needs. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      // The theme script adds a class before React sees the page.
      suppressHydrationWarning
    >
      <head>
        <script src={withBase("/theme.js")} nonce={nonce} />
      </head>
      <body>
        <AppShell>{children}</AppShell>
      </body>
    </html>
  );
}
