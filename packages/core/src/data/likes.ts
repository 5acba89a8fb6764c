/** What counts as liked: the one rule, and what becomes of the rest. */
import { LikewiseError } from '../errors.ts';
import type { Interactions } from './interactions.ts';
import { meanOf, scaleOf } from './rating-scale.ts';
import { selectInteractions } from './select.ts';

/** A test of one value, and the text it was written as. */
export interface Condition {
  /** Normal form, such as ">=4". */
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '>=': (value, bound) => value >= bound,
  '>': (value, bound) => value > bound,
  '<=': (value, bound) => value <= bound,
  '<': (value, bound) => value < bound,
  '=': (value, bound) => value === bound,
  '!=': (value, bound) => value !== bound,
};

/** ">=4", ">3", "=1", "<=2", "<0", "!=0"; "≥4" and "==1" too. @throws LikewiseError `invalid-condition` */
export function parseCondition(text: string): Condition {
  const match = /^\s*(>=|≥|>|<=|≤|<|!=|≠|==?)\s*(\S+)\s*$/u.exec(text);
  const bound = Number(match?.[2]);
  if (match === null || !Number.isFinite(bound)) {
    throw new LikewiseError(
      'invalid-condition',
      `"${text}" is not a condition on a value; write a comparison and a number, such as ">=4" or "=1".`,
      { text },
    );
  }
  const sign = { '≥': '>=', '≤': '<=', '≠': '!=', '==': '=' }[match[1]] ?? match[1];
  const compare = comparisons[sign];
  // Values are kept as Float32: 0.1 must equal the 0.1 of the file.
  const stored = Math.fround(bound);
  return { text: `${sign}${match[2]}`, holds: (value) => compare(value, stored) };
}

/** 1 for each interaction whose value meets the condition; [interactions]. @throws LikewiseError `missing-ratings`, `no-positives`. */
export function positiveMask(interactions: Interactions, condition: Condition): Uint8Array {
  if (interactions.valueKind === 'none')
    throw new LikewiseError(
      'missing-ratings',
      `positive ${condition.text}: the interactions have no values to compare; leave the condition out.`,
    );
  const keep = Uint8Array.from(interactions.userItems.values, (value) => (condition.holds(value) ? 1 : 0));
  if (!keep.includes(1)) {
    const range = scaleOf(interactions.userItems.values);
    throw new LikewiseError(
      'no-positives',
      `positive ${condition.text}: none of the ${interactions.size} interactions meets it; ${range === undefined ? 'there are no interactions' : `their values go from ${range.min} to ${range.max}`}.`,
      { condition: condition.text, interactions: interactions.size },
    );
  }
  return keep;
}

/** Where most ratings are high, as with stars of shops, the mean is too strict: this share of the scale is liked all the same. */
const likedShare = 0.7;

/**
 * What is liked where nobody states it: what is rated at or above the mean of all ratings, or at or above `likedShare` of the way
 * from the lowest to the highest rating of the scale, whichever is less; written with the lowest rating that meets it.
 * `undefined` unless there are ratings.
 */
export function likesCondition({ userItems: { values }, ratingScale }: Interactions): Condition | undefined {
  if (ratingScale === undefined || values.length === 0) return undefined;
  const { min, max } = ratingScale;
  // Equal ratings are at their mean, whatever its last bits are.
  const bound = Math.min(meanOf(values), min + likedShare * (max - min)) - (max - min + Math.abs(max)) * 1e-7;
  let lowest = Number.POSITIVE_INFINITY;
  for (const value of values) if (value >= bound && value < lowest) lowest = value;
  return parseCondition(`>=${shortest(lowest)}`);
}

/** The fewest digits that are read as this Float32. */
function shortest(value: number): number {
  let digits = 1;
  while (Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  return Number(value.toPrecision(digits));
}

/**
 * What users liked, with the rest kept as seen: weights, 1 where the value meets the condition and 0 elsewhere. A 0 teaches nothing,
 * and nobody is shown again what they disliked. Without a condition ratings are judged by `likesCondition`; what is no rating stays as
 * it is. For models of implicit feedback; `positives` drops what is not liked, as published protocols do.
 * @example const model = await implicitALS().fit(likes(ratings, '>=4'));
 * @throws LikewiseError `invalid-condition`, `missing-ratings`, `no-positives`
 */
export function likes(interactions: Interactions, condition: string | Condition | undefined = likesCondition(interactions)): Interactions {
  if (condition === undefined) return interactions;
  const values = Float32Array.from(positiveMask(interactions, checked(condition)));
  return interactions.with({ userItems: { ...interactions.userItems, values }, valueKind: 'weight' });
}

/** The interactions that teach: all but weights of 0, which say that an item was seen and not liked. The same where there is none. */
export function teachingPart(interactions: Interactions): Interactions {
  const { valueKind, userItems } = interactions;
  if (valueKind !== 'weight' || !userItems.values.includes(0)) return interactions;
  const keep = Uint8Array.from(userItems.values, (value) => (value === 0 ? 0 : 1));
  return selectInteractions(interactions, keep);
}

/**
 * The interactions that meet the condition, each counting 1, and nothing else: what was not liked is forgotten, so that it can be
 * recommended. This is how published protocols make likes of ratings; to recommend to users, take `likes`. Users and items stay
 * those of the whole, so that an item without a positive is still a candidate.
 * @example positives(ratings, '>=4')
 * @throws LikewiseError `invalid-condition`, `missing-ratings`, `no-positives`
 */
export function positives(interactions: Interactions, condition: string | Condition): Interactions {
  return selectInteractions(interactions, positiveMask(interactions, checked(condition)), { valueKind: 'none' });
}

const checked = (condition: string | Condition): Condition => (typeof condition === 'string' ? parseCondition(condition) : condition);
