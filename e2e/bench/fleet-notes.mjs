// Runs in the page before anything of it: notes when the first row is in sight, every long task as [start, duration],
// and how long keys waited for the frame that shows them. Milliseconds. Plain JavaScript, since the page gets it as it is.
const noted = { firstRowMs: null, tasks: [], keys: [] };
Object.assign(window, { noted });

const look = () => {
  if (document.querySelector("[data-fleet-row]")?.checkVisibility()) noted.firstRowMs = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) noted.tasks.push([startTime, duration]);
}).observe({ type: "longtask", buffered: true });

new PerformanceObserver((list) => {
  for (const { name, duration } of list.getEntries()) if (name === "keydown") noted.keys.push(duration);
}).observe({ type: "event", durationThreshold: 16 });
