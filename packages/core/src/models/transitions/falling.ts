/** How what lies further off counts less. */
import { portableLog } from '../../math/portable.ts';

export const FALLS = ['inverse', 'logarithmic', 'none'] as const;
export type Falling = (typeof FALLS)[number];

/** Values for 1, 2, … `length`: 1/k, 1/log2(k + 1), or 1. */
export function falling(kind: Falling, length: number): Float64Array {
  const at = { inverse: (d: number) => 1 / d, logarithmic: (d: number) => Math.LN2 / portableLog(d + 1), none: () => 1 };
  return Float64Array.from({ length }, (_, k) => at[kind](k + 1));
}
