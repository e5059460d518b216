/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // Local tests open the page as 127.0.0.1; in development Next guards its own channel by origin.
  allowedDevOrigins: ["127.0.0.1"],
};
