/** Ratings → implicit positives. */
import { LikewiseError } from '../errors.ts';
import type { Interactions } from './interactions.ts';
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

/** 1 for each interaction whose value meets the condition; [interactions]. @throws LikewiseError `no-values`, `no-positives`. */
export function positiveMask(interactions: Interactions, condition: Condition): Uint8Array {
  if (interactions.valueKind === 'none')
    throw new LikewiseError(
      'no-values',
      `positive ${condition.text}: the interactions have no values to compare; leave the condition out.`,
    );
  const keep = Uint8Array.from(interactions.userItems.values, (value) => (condition.holds(value) ? 1 : 0));
  if (!keep.includes(1)) {
    const { min, max } = valueRange(interactions.userItems.values);
    throw new LikewiseError(
      'no-positives',
      `positive ${condition.text}: none of the ${interactions.size} interactions meets it; ${interactions.size === 0 ? 'there are no interactions' : `their values go from ${min} to ${max}`}.`,
      { condition: condition.text, interactions: interactions.size },
    );
  }
  return keep;
}

/**
 * The interactions that meet the condition, each counting 1 and nothing else kept; users and items stay those of the whole, so
 * that an item without a positive is still a candidate.
 * @example positives(ratings, '>=4')
 * @throws LikewiseError `invalid-condition`, `no-values`, `no-positives`
 */
export function positives(interactions: Interactions, condition: string | Condition): Interactions {
  const checked = typeof condition === 'string' ? parseCondition(condition) : condition;
  return selectInteractions(interactions, positiveMask(interactions, checked), { valueKind: 'none' });
}

function valueRange(values: Float32Array): { readonly min: number; readonly max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [min, max] = [Math.min(min, value), Math.max(max, value)];
  return { min, max };
}
