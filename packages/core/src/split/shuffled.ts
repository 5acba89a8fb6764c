/** The numbers 0…size−1 in random order. */
import type { Random } from '../math/random.ts';
import { shuffle } from '../math/sampling.ts';

/** Every order as likely; [size]. */
export function shuffledIndexes(size: number, random: Random): Uint32Array {
  return shuffle(
    random,
    Uint32Array.from({ length: size }, (_, index) => index),
  );
}
