"use client";
import type { ComponentProps } from "react";

/** A form whose fields say themselves what is wrong with them; sent in vain, it puts the focus on the first of those. */
export function Form({
  onSubmit,
  ...rest
}: Omit<ComponentProps<"form">, "onSubmit" | "noValidate"> & { onSubmit: () => void }) {
  return (
    <form
      {...rest}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        onSubmit();
        // Once the fields have been drawn with what is wrong with them.
        requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      }}
    />
  );
}
