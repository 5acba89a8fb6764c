/** What every splitting rule gives: parts to learn from and parts to judge by. */
import type { Interactions } from '../data/interactions.ts';
import { selectInteractions } from '../data/select.ts';
import { LikewiseError } from '../errors.ts';

/**
 * One training and test part. All parts share the ids of the whole data, so an item that occurs only in the test part is
 * still a candidate and still relevant. Parts are cut when asked for: read each once.
 */
export interface Fold {
  readonly train: Interactions;
  readonly test: Interactions;
  /** What is told about held-out people, absent from `train`, before they are judged (strong generalisation). */
  readonly foldIn?: Interactions | undefined;
  /**
   * 1 for each person whom the rule set out to judge, also where no test row of theirs is left; [users].
   * Absent: those with a row in `test`.
   */
  readonly testUsers?: Uint8Array | undefined;
  /** People are judged though nothing is known of what they have. */
  readonly cold?: boolean | undefined;
  /** 1 for each item that lists may hold; [items]. Absent: the whole catalog. */
  readonly candidates?: Uint8Array | undefined;
}

export interface Split {
  /** As written on the command line, such as "random:0.8". */
  readonly name: string;
  /** The condition that made positives of the data, such as ">=4". */
  readonly positive?: string | undefined;
  readonly folds: readonly Fold[];
}

/** Start of a rule's random choices; integer ≥ 0. */
export interface SeedOption {
  /** @default 0 */
  readonly seed?: number | undefined;
}

/** `test` has the marked interactions, `train` the others. @throws LikewiseError `empty-part` when either is empty. */
export function foldByMask(
  name: string,
  interactions: Interactions,
  inTest: Uint8Array,
  { testUsers, cold, candidates }: Pick<Fold, 'testUsers' | 'cold' | 'candidates'> = {},
): Fold {
  requireBothParts(name, interactions, inTest);
  return {
    get train() {
      return selectInteractions(
        interactions,
        inTest.map((mark) => 1 - mark),
      );
    },
    get test() {
      return selectInteractions(interactions, inTest);
    },
    testUsers,
    cold,
    candidates,
  };
}

function requireBothParts(name: string, interactions: Interactions, inTest: Uint8Array): void {
  let test = 0;
  for (const mark of inTest) test += mark;
  if (test > 0 && test < inTest.length) return;
  const part = test === 0 ? 'test' : 'training';
  throw new LikewiseError(
    'empty-part',
    `split ${name}: the ${part} part of the ${interactions.size} interactions is empty; choose another split or more data.`,
    { split: name, part, interactions: interactions.size },
  );
}

/** @throws LikewiseError `invalid-option` unless 0 < share < 1. */
export function requireShare(name: string, share: number): void {
  if (share > 0 && share < 1) return;
  throw new LikewiseError('invalid-option', `split ${name}: the training share must be a number > 0 and < 1; got ${share}.`, {
    option: 'share',
    value: share,
  });
}

/** How many of `size` go to training: ⌊share · size⌋, where 0.29 · 100 is 29 as on paper, but none and all only where nothing else is possible. */
export function trainSize(share: number, size: number): number {
  return Math.max(Math.min(Math.floor(share * size + 1e-9), size - 1), Math.min(1, size));
}

/** @throws LikewiseError `missing-timestamps` unless every interaction has a time. */
export function requireTimestamps(name: string, interactions: Interactions): Float64Array {
  const { timestamps } = interactions;
  let unknown = 0;
  if (timestamps === undefined) unknown = interactions.size;
  else for (const time of timestamps) if (Number.isNaN(time)) unknown++;
  if (timestamps !== undefined && unknown === 0) return timestamps;
  throw new LikewiseError(
    'missing-timestamps',
    `split ${name}: ${unknown} of ${interactions.size} interactions have no timestamp; give every row one, leave those rows out, or choose random or leave-random.`,
    { split: name, unknown, interactions: interactions.size },
  );
}
