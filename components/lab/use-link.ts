"use client";
import { useRef, useState } from "react";
import { problemOf } from "@/components/live/api";
import { toast } from "@/components/ui/toast";
import type { LinkWeather } from "@/lib/contract";
import { changeLink } from "./requests";

/**
 * One link of an experiment: as the server says it is, and what was asked of it and not answered yet. One request is under way
 * at a time; of what is asked meanwhile, as a slider does, the last is sent after it.
 */
export function useLink(
  experiment: string,
  replica: string,
  weather: LinkWeather,
): { readonly asked: LinkWeather | null; readonly set: (change: Partial<LinkWeather>) => void } {
  const [asked, setAsked] = useState<LinkWeather | null>(null);
  const wanted = useRef<LinkWeather | null>(null);
  const sending = useRef(false);
  const send = async (): Promise<void> => {
    sending.current = true;
    try {
      for (let next = wanted.current; next !== null; next = wanted.current) {
        await changeLink(experiment, { replica, weather: next });
        if (wanted.current === next) wanted.current = null;
      }
    } catch (error) {
      wanted.current = null;
      const { title, detail } = problemOf(error);
      toast(title, { description: detail, tone: "error" });
    }
    sending.current = false;
    setAsked(null);
  };
  const set = (change: Partial<LinkWeather>): void => {
    const next = { ...weather, ...wanted.current, ...change };
    wanted.current = next;
    setAsked(next);
    if (!sending.current) void send();
  };
  return { asked, set };
}
