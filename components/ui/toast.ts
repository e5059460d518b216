/** Tells the end of what the user did here, or that the page is live again. The toaster's code comes with the first one. */
export function toast(title: string, description?: string): void {
  void import("sonner").then((sonner) =>
    sonner.toast(title, description === undefined ? {} : { description }),
  );
}
