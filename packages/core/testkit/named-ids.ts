import { IdMap } from '../src/data/id-map.ts';

/** u0, u1, …: `count` ids with a prefix. */
export function namedIds(prefix: string, count: number): IdMap {
  return new IdMap(Array.from({ length: count }, (_, index) => `${prefix}${index}`));
}
