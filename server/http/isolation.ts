/**
 * On every answer, of pages and API alike: no other site's window holds on to ours, loads what is ours into itself, or has
 * the browser's devices through us.
 */
export const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), publickey-credentials-get=(), serial=(), usb=()",
} as const;
