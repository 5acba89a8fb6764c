/** How parameters start. Sources: Glorot, Bengio, AISTATS 2010; He, Zhang, Ren, Sun, ICCV 2015, doi:10.1109/ICCV.2015.123. */
import { LikewiseError } from '../errors.ts';
import type { Random } from '../math/random.ts';

/**
 * constant: all `value`. normal, truncated-normal (drawn again beyond two deviations): mean 0. uniform: in ±`limit`. glorot-…, he-…:
 * deviation √(2 ÷ (in + out)) and √(2 ÷ in), where in and out are rows and width; uniform ones have their limit at √3 deviations.
 */
export type Start =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal' | 'truncated-normal'; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'glorot-uniform' | 'glorot-normal' | 'he-uniform' | 'he-normal' };

/** [rows × width] numbers, row-major. @throws LikewiseError `invalid-option` for a deviation or limit below 0 */
export function started(start: Start, rows: number, width: number, random: Random): Float32Array {
  const draw = drawOf(start, rows, width, random);
  return Float32Array.from({ length: rows * width }, draw);
}

function drawOf(start: Start, rows: number, width: number, random: Random): () => number {
  if (start.kind === 'constant') return () => start.value;
  const uniform = (limit: number) => () => limit * (2 * random.uniform() - 1);
  const normal = (deviation: number) => () => deviation * random.normal();
  const size = 'limit' in start ? start.limit : 'deviation' in start ? start.deviation : 0;
  if (!(size >= 0 && size < Number.POSITIVE_INFINITY))
    throw new LikewiseError('invalid-option', `network: a ${start.kind} start needs a size ≥ 0; got ${size}.`, { size });
  const glorot = Math.sqrt(2 / (rows + width));
  const he = Math.sqrt(2 / rows);
  switch (start.kind) {
    case 'uniform':
      return uniform(size);
    case 'normal':
      return normal(size);
    case 'truncated-normal':
      return () => {
        let x = random.normal();
        while (Math.abs(x) > 2) x = random.normal();
        return size * x;
      };
    case 'glorot-uniform':
      return uniform(Math.sqrt(3) * glorot);
    case 'glorot-normal':
      return normal(glorot);
    case 'he-uniform':
      return uniform(Math.sqrt(3) * he);
    case 'he-normal':
      return normal(he);
  }
}
