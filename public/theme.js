// Sets the theme before the first paint. Loaded in <head>, so that no page flashes in the other one.
(() => {
  // The policy lets no style element in without the page's nonce; whoever makes one looks for it here (get-nonce).
  window.__webpack_nonce__ = document.currentScript?.nonce;
  let kept = null;
  try {
    kept = localStorage.getItem("tidemark-theme");
  } catch {
    // Storage may be forbidden: the system's theme is used.
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", kept === "dark" || (kept !== "light" && system));
})();
