/** Whom a fold judges, and by what: worked out once for all models. */
import type { Interactions } from '../data/interactions.ts';
import type { Condition } from '../data/likes.ts';
import { keptEntries, type SparsePattern } from '../matrix/sparse.ts';
import type { Fold } from '../split/split.ts';

export interface TestPart {
  readonly train: Interactions;
  readonly test: Interactions;
  readonly foldIn: Interactions | undefined;
  /** What users turned out to like; [users × items]. */
  readonly relevant: SparsePattern;
  /** What they are known by and are not shown again: training, or what is folded in; [users × items]. */
  readonly known: SparsePattern;
  /** Who is judged: at least one relevant and, unless the fold is of new users, one known item; user indexes, ascending. */
  readonly judged: Uint32Array;
  /** 1 for each item that lists may hold; [items]. Absent: all. */
  readonly candidates: Uint8Array | undefined;
  /** Others whom the fold set out to judge. */
  readonly leftOut: number;
}

/** @param relevance which test interactions are relevant; absent: all */
export function testPartOf(fold: Fold, relevance?: Condition): TestPart {
  const { train, test, foldIn, candidates } = fold;
  const known = (foldIn ?? train).userItems;
  const relevant = relevance === undefined ? test.userItems : keptEntries(test.userItems, (e) => relevance.holds(test.userItems.values[e]));
  const users = Uint32Array.from(test.users.ids.keys());
  const meant = users.filter((user) => fold.testUsers?.[user] === 1 || filled(test.userItems, user));
  const judged = meant.filter((user) => filled(relevant, user) && (fold.cold === true || filled(known, user)));
  return { train, test, foldIn, relevant, known, candidates, judged, leftOut: meant.length - judged.length };
}

const filled = ({ pointers }: SparsePattern, row: number): boolean => pointers[row + 1] > pointers[row];
