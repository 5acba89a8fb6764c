// One measured run of ours in its own process: `node child.mjs <name> <settings as JSON>`.
const [name, settings] = process.argv.slice(2);
const { measure } = await import(`./${name}.bench.mjs`);

/** Times an async function: CPU of all threads and wall, in seconds. */
async function clock(work) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const value = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { value, cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - wall) / 1000 };
}

const figures = await measure(JSON.parse(settings), clock);
// maxRSS is in kilobytes of 1,024 bytes; megabytes here are 10^6 bytes.
console.log(JSON.stringify({ ...figures, peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6 }));
process.exit(0);
