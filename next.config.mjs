/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are checked by `npm run typecheck`, once and for the whole house; the build would do it again.
  typescript: { ignoreBuildErrors: true },
  // Local tests open the page as 127.0.0.1; in development Next guards its own channel by origin.
  allowedDevOrigins: ["127.0.0.1"],
};
