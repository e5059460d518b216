"use client";
import { grantsText } from "@/components/access/grant-words";
import { useGroupNameOf } from "@/components/runs/use-group-options";
import type { Grants } from "@/lib/contract";

/** What somebody may, in a line. */
export const GrantsText = ({ grants }: { grants: Grants }) => grantsText(grants, useGroupNameOf());
