/** What every splitting rule gives: parts to learn from and parts to judge by. */
import type { ValueKind } from '../data/interaction-columns.ts';
import type { Interactions } from '../data/interactions.ts';
import { selectInteractions } from '../data/select.ts';
import { LikewiseError } from '../errors.ts';
import type { Random } from '../math/random.ts';
import { shuffle } from '../math/sampling.ts';
import { requireEveryTime } from '../sequences/time-order.ts';

/**
 * One training and test part. All parts share the ids of the whole data, so an item that occurs only in the test part is
 * still a candidate and still relevant. Parts are cut when asked for: read each once.
 */
export interface Fold {
  readonly train: Interactions;
  readonly test: Interactions;
  /** What is told of users before they are judged: of people absent from `train` (strong generalisation), or all that `nextItem` tells. */
  readonly foldIn?: Interactions | undefined;
  /**
   * 1 for each user whom the rule set out to judge, also where no test row of theirs is left; [users].
   * Absent: those with a row in `test`.
   */
  readonly testUsers?: Uint8Array | undefined;
  /**
   * Users train, and their next item is asked for after a longer history, `foldIn`. A model that cannot take one answers by training.
   * An item of the same score as the one looked for stands before it.
   */
  readonly nextItem?: boolean | undefined;
  /** With `nextItem`: each test interaction of a user is asked for in turn, by time, and told from then on. */
  readonly successive?: boolean | undefined;
  /** Where the test part is a span of time: from its first second up to the one after its last. Training ends before it. */
  readonly window?: { readonly from: number; readonly to: number } | undefined;
  /** Users are judged though nothing is known of what they have. */
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

export interface SeedOption {
  /** Start of a rule's random choices; integer ≥ 0. @default 0 */
  readonly seed?: number | undefined;
}

export interface ShareOption {
  /** Part that trains of what the rule deals out: interactions, people or items; > 0 and < 1. @default 0.8 */
  readonly share?: number | undefined;
}

// Where an interaction goes.
export const TRAIN = 0;
export const TEST = 1;
export const FOLD_IN = 2;
export const LEFT_OUT = 3;

/**
 * @param parts `TRAIN`, `TEST`, `FOLD_IN` or `LEFT_OUT` for each; [interactions]
 * @throws LikewiseError `empty-part` where nothing trains or tests
 */
export function foldByParts(
  name: string,
  interactions: Interactions,
  parts: Uint8Array,
  { valueKind, ...about }: Pick<Fold, 'testUsers' | 'cold' | 'candidates' | 'window'> & { readonly valueKind?: ValueKind } = {},
): Fold {
  refuseEmptyParts(parts, (part) => {
    const all = interactions.size === 1 ? 'one interaction' : `${interactions.size} interactions`;
    const empty = `the ${part} part of the ${all} is empty; choose another split or more data`;
    return new LikewiseError('empty-part', `split ${name}: ${empty}.`, { split: name, part, interactions: interactions.size });
  });
  const cut = (wanted: number): Interactions => {
    const mask = parts.map((part) => (part === wanted ? 1 : 0));
    return selectInteractions(interactions, mask, { valueKind });
  };
  const foldsIn = parts.includes(FOLD_IN);
  return {
    get train() {
      return cut(TRAIN);
    },
    get test() {
      return cut(TEST);
    },
    get foldIn() {
      return foldsIn ? cut(FOLD_IN) : undefined;
    },
    ...about,
  };
}

export function refuseEmptyParts(parts: Uint8Array, errorOf: (part: 'test' | 'training') => LikewiseError): void {
  if (!parts.includes(TEST)) throw errorOf('test');
  if (!parts.includes(TRAIN)) throw errorOf('training');
}

/** 1 for each of `among` that a random order puts behind the share that trains; [size]. @throws LikewiseError `invalid-option` */
export function drawnForTest(name: string, share: number, among: Uint32Array, size: number, random: Random): Uint8Array {
  requireShare(name, share);
  const marks = new Uint8Array(size);
  for (const index of shuffle(random, among).subarray(trainSize(share, among.length))) marks[index] = 1;
  return marks;
}

/** 1 for each user with an interaction, of the marked ones where marks are given; [users]. */
export function usersWithRows({ userItems: { rows, pointers } }: Interactions, marked?: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rows }, (_, user) => {
    const [begin, end] = [pointers[user], pointers[user + 1]];
    return end > begin && (marked === undefined || marked.subarray(begin, end).includes(1)) ? 1 : 0;
  });
}

/** @throws LikewiseError `invalid-option` unless 0 < share < 1. */
export function requireShare(name: string, share: number): void {
  if (share > 0 && share < 1) return;
  const must = `the training share must be a number > 0 and < 1; got ${share}`;
  throw new LikewiseError('invalid-option', `split ${name}: ${must}.`, { option: 'share', value: share });
}

/** How many of `size` go to training: ⌊share · size⌋, where 0.29 · 100 is 29 as on paper, never none or all where something else is possible. */
export function trainSize(share: number, size: number): number {
  return Math.max(Math.min(Math.floor(share * size + 1e-9), size - 1), Math.min(1, size));
}

/** @throws LikewiseError `missing-timestamps` unless every interaction has a time. */
export const requireTimestamps = (name: string, interactions: Interactions): Float64Array =>
  requireEveryTime(`split ${name}`, interactions, 'choose random or leave-random');
