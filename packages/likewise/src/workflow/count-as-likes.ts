/** What someone's ratings are to a model of likes: the command line and the server fold people in by the same rule. */
import { type Id, parseCondition } from '@likewise/core';

/** What the training data say of values. */
export interface TrainedOn {
  /** `none`: every pair counted 1. */
  readonly valueKind?: string | undefined;
  /** The condition that made likes of ratings, such as ">=4". */
  readonly positive?: string | undefined;
}

export interface GivenRating {
  readonly item: Id;
  /** Absent: liked. */
  readonly value?: number | undefined;
}

/**
 * With the condition of training, a rating that meets it counts 1 and another 0: theirs, but no like. A model that saw no
 * values cannot tell a dislike, and everything counts 1. Other models take values as they are.
 */
export function countedAsLikes(
  ratings: readonly GivenRating[],
  { valueKind, positive }: TrainedOn = {},
): { readonly values: ReadonlyMap<Id, number>; readonly notes: readonly string[] } {
  const condition = positive === undefined ? undefined : parseCondition(positive);
  const plain = condition === undefined && valueKind === 'none';
  const count = (value: number | undefined): number => {
    if (value === undefined || plain) return 1;
    return condition === undefined ? value : Number(condition.holds(Math.fround(value)));
  };
  const values = new Map(ratings.map(({ item, value }) => [item, count(value)]));
  const notes: string[] = [];
  const below = [...values].filter(([, value]) => value === 0).length;
  if (condition !== undefined && below > 0) {
    const [verb, are] = below === 1 ? ['is', 'it counts'] : ['are', 'they count'];
    notes.push(
      `${below} of the ratings ${verb} not ${condition.text}, which the model was trained on as liked: ${are} as theirs, not as liked`,
    );
  }
  if (plain && ratings.some(({ value }) => value !== undefined && value !== 1))
    notes.push('the model was trained on what people had, without values: every item counts 1; leave out what they disliked');
  return { values, notes };
}
