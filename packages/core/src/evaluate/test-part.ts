/** Whom a fold judges, and by what: worked out once for all models. */
import type { Interactions } from '../data/interactions.ts';
import { type Condition, likes } from '../data/likes.ts';
import { scaleOf } from '../data/rating-scale.ts';
import { columnCounts, keptEntries, type SparsePattern } from '../matrix/sparse.ts';
import type { Fold } from '../split/split.ts';
import type { UnseenRows } from './report.ts';

export interface TestPart {
  readonly train: Interactions;
  readonly test: Interactions;
  /** Training as it was cut, whatever of it a model learns: what metrics look at. */
  readonly given: Interactions;
  readonly foldIn: Interactions | undefined;
  /** Users train too, and ties of score stand against the model. */
  readonly nextItem: boolean;
  /** Each test interaction of a user is asked for in turn. */
  readonly successive: boolean;
  /** The test part as it is told when its time has come, with `successive`. */
  readonly later: Interactions;
  /** What users turned out to like; [users × items]. */
  readonly relevant: SparsePattern;
  /** What they are known by and are not shown again: training, or what is folded in; [users × items]. */
  readonly known: SparsePattern;
  /** Who is judged: at least one relevant and, unless the fold is of new users, one known item; user indexes, ascending. */
  readonly judged: Uint32Array;
  /** 1 for each item that lists may hold; [items]. Absent: all. */
  readonly candidates: Uint8Array | undefined;
  /** Users with something to be known by and nothing in the test part, where the fold set out to judge only those with something there. */
  readonly untested: number;
  /** Others whom the fold set out to judge. */
  readonly leftOut: number;
  readonly unseen: UnseenRows;
  readonly window: Fold['window'];
}

/** @param relevance which test interactions are relevant; absent: all */
export function testPartOf(fold: Fold, relevance?: Condition): TestPart {
  const { train, test, foldIn, candidates, window } = fold;
  const nextItem = fold.nextItem === true;
  const successive = fold.successive === true;
  const known = (foldIn ?? train).userItems;
  const relevant = relevance === undefined ? test.userItems : keptEntries(test.userItems, (e) => relevance.holds(test.userItems.values[e]));
  const users = Uint32Array.from(test.users.ids.keys());
  const meant = users.filter((user) => fold.testUsers?.[user] === 1 || filled(test.userItems, user));
  const judged = meant.filter((user) => filled(relevant, user) && (fold.cold === true || filled(known, user)));
  const untested = users.filter((user) => fold.testUsers?.[user] !== 1 && filled(known, user) && !filled(test.userItems, user)).length;
  const unseen = unseenRows(test.userItems, known, train.userItems);
  return {
    train,
    test,
    given: train,
    foldIn,
    nextItem,
    successive,
    later: test,
    relevant,
    known,
    candidates,
    judged,
    untested,
    leftOut: meant.length - judged.length,
    unseen,
    window,
  };
}

/**
 * The part as a model of likes learns it: what meets the condition is liked, the rest stays known as seen. Whom it is judged on and by
 * what stays the same.
 * @throws LikewiseError `no-positives` where training has nothing that meets it
 */
export function ofLikes(part: TestPart, relevance: Condition): TestPart {
  const liked = (told: Interactions): Interactions =>
    told.with({
      userItems: { ...told.userItems, values: told.userItems.values.map((value) => Number(relevance.holds(value))) },
      valueKind: 'weight',
    });
  const later = part.successive ? liked(part.later) : part.later;
  return { ...part, train: likes(part.train, relevance), foldIn: part.foldIn && liked(part.foldIn), later };
}

/** The part as a model of ratings learns it from positives: with the values that `data` has of the same pairs. */
export function withRatings(part: TestPart, data: Interactions): TestPart {
  const rated = (some: Interactions): Interactions => {
    const { pointers, indexes } = some.userItems;
    const itemOf = Int32Array.from(some.items.ids, (item) => data.items.indexOf(item) ?? -1);
    const values = new Float32Array(indexes.length);
    const ratings = new Float32Array(data.items.size);
    for (const [user, id] of some.users.ids.entries()) {
      const row = data.users.indexOf(id);
      if (row === undefined) continue;
      for (let e = data.userItems.pointers[row]; e < data.userItems.pointers[row + 1]; e++)
        ratings[data.userItems.indexes[e]] = data.userItems.values[e];
      for (let e = pointers[user]; e < pointers[user + 1]; e++) values[e] = ratings[itemOf[indexes[e]]];
    }
    return some.with({ userItems: { ...some.userItems, values }, valueKind: data.valueKind, ratingScale: scaleOf(values) });
  };
  const later = part.successive ? rated(part.later) : part.later;
  return { ...part, train: rated(part.train), foldIn: part.foldIn && rated(part.foldIn), later };
}

function unseenRows({ rows, pointers, indexes }: SparsePattern, known: SparsePattern, train: SparsePattern): UnseenRows {
  const counts = columnCounts(train);
  const unseen = { of: indexes.length, rows: 0, newUser: 0, newItem: 0 };
  for (let user = 0; user < rows; user++) {
    const newUser = !filled(known, user);
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      const newItem = counts[indexes[e]] === 0;
      if (newUser) unseen.newUser++;
      if (newItem) unseen.newItem++;
      if (newUser || newItem) unseen.rows++;
    }
  }
  return unseen;
}

const filled = ({ pointers }: SparsePattern, row: number): boolean => pointers[row + 1] > pointers[row];
