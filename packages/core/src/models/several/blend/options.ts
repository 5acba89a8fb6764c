/** Options of blend, and what its texts mean. */
import { LikewiseError } from '../../../errors.ts';
import { choice, number, type OptionSpecs, type Seeded, seeded, text } from '../../../options.ts';
import type { CatalogEntry, Estimator } from '../../contract/estimator.ts';
import { type ModelText, parseModelText } from '../../contract/model-text.ts';

export interface BlendOptions extends Seeded {
  /** Names of models joined by +, each with its options after colons: ease+bpr:factors=64:epochs=20. @default 'sequential-rules+sasrec' */
  readonly models: string;
  /** What is added up: 1 / (k + rank) of each list (reciprocal rank fusion), or the scores of each on a common scale. @default 'scores' */
  readonly method: 'rrf' | 'scores';
  /** K of rrf: the larger, the less the first places of a list stand out; ≥ 0. @default 60 */
  readonly rankConstant: number;
  /** Scale of scores over the items that someone does not have: from 0 to 1, or mean 0 and deviation 1. @default 'min-max' */
  readonly normalization: 'min-max' | 'z-score';
  /** How much each model counts: numbers ≥ 0 joined by +, equal, or tuned by NDCG@10 on a held-out part of the data. @default 'equal' */
  readonly weights: string;
  /**
   * Share of the rows that is held out to tune weights, unless all have a time: then it is the last of each user; > 0 and < 1. @default 0.1
   */
  readonly validation: number;
}

export const blendOptions: OptionSpecs<BlendOptions> = {
  models: text('sequential-rules+sasrec', 'names of models joined by +, each with its options after colons: ease+bpr:factors=64:epochs=20'),
  method: choice(
    'scores',
    ['rrf', 'scores'],
    'what is added up: 1 / (k + rank) of each list (reciprocal rank fusion), or the scores of each on a common scale',
  ),
  rankConstant: number(60, { min: 0 }, 'k of rrf: the larger, the less the first places of a list stand out'),
  normalization: choice(
    'min-max',
    ['min-max', 'z-score'],
    'scale of scores over the items that someone does not have: from 0 to 1, or mean 0 and deviation 1',
  ),
  weights: text('equal', 'how much each model counts: numbers ≥ 0 joined by +, equal, or tuned by NDCG@10 on a held-out part of the data'),
  validation: number(
    0.1,
    { above: 0, below: 1 },
    'share of the rows that is held out to tune weights, unless all have a time: then it is the last of each user',
  ),
  ...seeded,
};

const refuse = (option: string, must: string, got: unknown): LikewiseError =>
  new LikewiseError('invalid-option', `blend: ${option} must be ${must}; got ${got}.`, { option, value: got });

/** The models that a text names. @throws LikewiseError `unknown-model`, `unknown-option`, `invalid-option`, `unknown-preset` */
export function membersOfText(entries: readonly CatalogEntry[], models: string): readonly ModelText[] {
  const texts: string[] = [];
  for (const piece of models.split('+')) {
    // A value may hold a + too, as hidden=64+32 does: what names no model belongs to the options before it.
    const namesModel = entries.some(({ name }) => name === piece.split(':', 1)[0]);
    if (!namesModel && texts.at(-1)?.includes('=')) texts[texts.length - 1] += `+${piece}`;
    else texts.push(piece);
  }
  if (texts.length < 2) throw refuse('models', 'two or more names of models joined by +, as in ease+implicit-als', `"${models}"`);
  return texts.map((written) => {
    const member = parseModelText(entries, written, ':');
    if (!member.entry.abilities.includes('score') || member.entry.feedback === 'ratings')
      throw refuse('models', 'models that rank by what people had or liked', `"${member.entry.name}", which learns from ratings`);
    return member;
  });
}

/** Their estimators; those that draw at random and say no seed take the blend's. */
export const estimatorsOf = (members: readonly ModelText[], { seed }: BlendOptions): readonly Estimator[] =>
  members.map(({ entry, options }) => entry.create('seed' in entry.options && !('seed' in options) ? { ...options, seed } : options));

/** The text that names estimators with all their settings. */
export const textOfMembers = (members: readonly Estimator[]): string =>
  members
    .map(({ name, settings }) => [
      name,
      ...Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`])),
    ])
    .map((parts) => parts.join(':'))
    .join('+');

/** Shares of the members, which add up to 1; `tuned` where they are to be found. @throws LikewiseError `invalid-option` */
export function weightsOfText({ weights }: BlendOptions, members: number): Float64Array | 'tuned' {
  if (weights === 'tuned') return weights;
  if (weights === 'equal') return new Float64Array(members).fill(1 / members);
  const given = weights.split('+').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const sum = given.reduce((total, weight) => total + weight, 0);
  if (given.length !== members || !given.every((weight) => weight >= 0) || !(sum > 0 && sum < Number.POSITIVE_INFINITY))
    throw refuse('weights', `equal, tuned, or ${members} numbers ≥ 0 joined by +, one a model and not all 0`, `"${weights}"`);
  return Float64Array.from(given, (weight) => weight / sum);
}
