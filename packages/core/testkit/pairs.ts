import type { Id } from '../src/data/id-map.ts';

type Pair = readonly [id: Id, value: number];

/** Pairs of item and value as a user's history. */
export const rated = (pairs: Iterable<Pair>): { item: Id; value: number }[] => Array.from(pairs, ([item, value]) => ({ item, value }));
/** Pairs of user and value as an item's history. */
export const metBy = (pairs: Iterable<Pair>): { user: Id; value: number }[] => Array.from(pairs, ([user, value]) => ({ user, value }));
