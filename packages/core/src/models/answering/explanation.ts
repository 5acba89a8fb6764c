/** Why a user gets an item: what is found of the user once, and what each item adds to it. */
import type { Id, IdMap } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, Reason, UserQuery } from '../contract/model.ts';
import { topIndexes } from './recommend.ts';
import type { FoldInRow } from './user-row.ts';

/** Work in pieces: the caller may do something else between two; it ends with what was found. */
export type Pieces<Found> = Generator<void, Found, void>;

/** Multiplications of one piece: some milliseconds. */
export const PIECE = 2_000_000;

/**
 * An explainer of any model that explains: its own, or one that asks `explain` for each item. `undefined` for someone unknown to a model
 * with an explainer of its own. @throws LikewiseError `invalid-option`
 */
export function explainerOf(model: Explains, user: UserQuery, options: ExplainOptions = {}): Explainer | undefined {
  const most = checkedMost(options);
  if (model.explainer !== undefined) return model.explainer(user, options);
  return atOnce((item) => {
    const { because, features, ...explanation } = model.explain(user, item) ?? {};
    return (
      because &&
      ({ ...explanation, because: because.slice(0, most), ...(features && { features: features.slice(0, most) }) } as Explanation)
    );
  });
}

/** An explainer with nothing to prepare. */
export const atOnce = (explain: (item: Id) => Explanation | undefined): Explainer => ({ prepare: () => false, explain });

/** What `pieces` find of a user is found at the first question, or before it by `prepare`. */
export function inPieces<Found>(pieces: Pieces<Found>, explain: (found: Found, item: Id) => Explanation | undefined): Explainer {
  let found: { readonly value: Found } | undefined;
  const prepare = (): boolean => {
    if (found !== undefined) return false;
    const { done, value } = pieces.next();
    if (done) found = { value: value as Found };
    return !done;
  };
  return {
    prepare,
    explain(item) {
      while (prepare());
      return explain((found as { readonly value: Found }).value, item);
    },
  };
}

/** @throws LikewiseError `invalid-option` unless `most` is absent or an integer ≥ 1. */
export function checkedMost({ most }: ExplainOptions = {}): number | undefined {
  if (most === undefined || (Number.isSafeInteger(most) && most >= 1)) return most;
  throw new LikewiseError('invalid-option', `explainer: most must be an integer ≥ 1; got ${most}.`, { option: 'most', value: most });
}

/** Indexes of shares, the largest first, ties as they stand: all, or the first `most`. */
export function largestFirst(shares: ArrayLike<number>, most: number = shares.length): number[] {
  if (most < shares.length) return topIndexes(shares, most);
  return Array.from(shares, (_, e) => e).sort((a, b) => shares[b] - shares[a]);
}

/** Reasons by what the user gave and by what is so for everyone, largest first; all of them add up to the score. */
export function explanationOf(items: IdMap, { indexes }: FoldInRow, shares: Float64Array, everyone: number, most?: number): Explanation {
  const all = new Float64Array(shares.length + (everyone === 0 ? 0 : 1)).fill(everyone);
  all.set(shares);
  const because = largestFirst(all, most).map(
    (e): Reason => ({ ...(e < shares.length ? { item: items.ids[indexes[e]] } : { attribute: 'everyone' }), contribution: all[e] }),
  );
  // In the order of size, so that the sum has the same bits however many reasons are asked for.
  return { score: all.toSorted().reduceRight((sum, share) => sum + share, 0), because };
}
