import { pageFolder } from "./server/boot/page-folder.mjs";

/** The path that the page is built for and served under: `""`, or one such as `/tidemark` (docs/decisions/0038). */
const basePath = process.env.PAGE_BASE_PATH ?? "";
const folder = pageFolder(basePath);

/** @type {import("next").NextConfig} */
export default {
  basePath,
  distDir: folder,
  // What Next does not put the path before, the page does: components/live/base.ts.
  env: { PAGE_BASE_PATH: basePath },
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are checked by `npm run typecheck`, once and for the whole house; the build would do it again.
  typescript: {
    ignoreBuildErrors: true,
    ...(basePath !== "" && { tsconfigPath: `${folder}.tsconfig.json` }),
  },
  // Without it Next answers /_next/image: it reads an address that anybody names, and scales it with a library in C.
  images: { unoptimized: true },
  // Local tests open the page as 127.0.0.1; in development Next guards its own channel by origin.
  allowedDevOrigins: ["127.0.0.1"],
};
