/** The order in which NumPy's legacy generator shuffles: a notebook's own held-out rows. By the Mersenne twister (Matsumoto, Nishimura, TOMACS 1998). */

/** 0 … size − 1 as `numpy.random.RandomState(seed).permutation(size)` gives them. */
export function numpyPermutation(seed, size) {
  const next = mersenneTwister(seed);
  const order = Uint32Array.from({ length: size }, (_, k) => k);
  for (let i = size - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1;
    let j = next() & mask;
    while (j > i) j = next() & mask;
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

function mersenneTwister(seed) {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let k = 1; k < 624; k++) state[k] = Math.imul(1812433253, state[k - 1] ^ (state[k - 1] >>> 30)) + k;
  let at = 624;
  return () => {
    if (at === 624) {
      for (let k = 0; k < 624; k++) {
        const y = (state[k] & 0x80000000) | (state[(k + 1) % 624] & 0x7fffffff);
        state[k] = state[(k + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      at = 0;
    }
    let y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}
