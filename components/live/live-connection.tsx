"use client";
import { useEffect } from "react";
import { connectLive } from "./connect";

/** Keeps the store in step with the server for as long as the page is open. Mounted once, by the layout. */
export function LiveConnection() {
  useEffect(() => connectLive(), []);
  return null;
}
