/** One grid for head and rows, so that figures stand under their heads. Narrower pages drop the sparkline, then primary and writes. */
export const fleetGrid =
  "grid items-center gutter grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[116px_minmax(80px,1fr)_172px_68px_80px_188px_24px] xl:grid-cols-[132px_minmax(116px,1.4fr)_172px_184px_84px_88px_222px_96px_minmax(126px,1fr)_24px]";
