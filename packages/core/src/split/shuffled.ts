/** The numbers 0…size−1 in random order. */
import type { Random } from '../math/random.ts';

/** Fisher–Yates; [size]. */
export function shuffledIndexes(size: number, random: Random): Uint32Array {
  const order = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    const j = random.integer(i + 1);
    order[i] = order[j];
    order[j] = i;
  }
  return order;
}
