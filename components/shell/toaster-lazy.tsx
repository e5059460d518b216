"use client";
import { useEffect } from "react";
import { lazyModule } from "@/components/ui/lazy-module";
import { useToastsSaid } from "@/components/ui/toast";

const toaster = lazyModule(() => import("./toaster").then((module) => module.AppToaster));

/** Fetches the toaster with the first toast that is said; when it cannot be had, each further toast asks again. */
export function ToasterLazy() {
  const said = useToastsSaid();
  const Toaster = toaster.useModule();
  useEffect(() => {
    if (said > 0) void toaster.fetch();
  }, [said]);
  return Toaster && <Toaster />;
}
