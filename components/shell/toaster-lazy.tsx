"use client";
import { lazyModule } from "@/components/ui/lazy-module";
import { useToastsSaid } from "@/components/ui/toast";

const useToaster = lazyModule(() => import("./toaster").then((module) => module.AppToaster));

/** Fetches the toaster with the first toast that is said. */
export const ToasterLazy = () => (useToastsSaid() === 0 ? null : <Fetched />);

function Fetched() {
  const Toaster = useToaster();
  return Toaster && <Toaster />;
}
