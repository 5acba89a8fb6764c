/** Repeatable numbers from counters: what stands in for a generator where work is split among threads. */

/** 32 well-mixed bits of two words (MurmurHash3's finaliser; Appleby 2011); as in assembly/random.ts. */
export function mix(seed: number, counter: number): number {
  let h = Math.imul(counter, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Box and Muller, 1958, as in assembly/random.ts. */
export function normal(seed: number, counter: number): number {
  const radius = (mix(seed, counter * 2) + 1) / 4294967296;
  const turn = (mix(seed ^ 0x5bd1e995, counter * 2 + 1) * 2 * Math.PI) / 4294967296;
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(turn);
}
