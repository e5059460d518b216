/** One grid for head and rows, so that figures stand under their heads. Narrower pages drop the sparkline, then primary and writes. */
export const fleetGrid =
  "grid items-center gutter grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[116px_minmax(80px,1fr)_172px_68px_80px_188px_24px] xl:grid-cols-[116px_minmax(100px,1.4fr)_150px_160px_80px_84px_190px_84px_126px_minmax(118px,1fr)_24px]";
