/** What an evaluation must find in its data, and the words of what it found. */
import type { Interactions } from '../data/interactions.ts';
import type { Condition } from '../data/likes.ts';
import { LikewiseError } from '../errors.ts';
import { filledRows } from '../matrix/sparse.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Split } from '../split/split.ts';
import type { AskedContext, EvaluateOptions } from './options.ts';
import type { TestPart } from './test-part.ts';

export function relevantText(positive: string | undefined, relevant: string | undefined): string {
  const conditions = [positive, relevant].filter((text) => text !== undefined);
  return conditions.length === 0 ? 'every test interaction' : `test interactions ${conditions.join(' and ')}`;
}

export const contextText = (asked: AskedContext): string =>
  `each relevant test interaction is one question, under its own ${asked === 'all' ? 'context' : asked.join(', ')}`;

/** @throws LikewiseError `unknown-context` where no model could be told of a column */
export function requireColumns(asked: AskedContext, { context, timestamps }: Interactions): void {
  if (asked === 'all') return;
  const known = [...context.keys(), ...(timestamps === undefined ? [] : ['day'])];
  const wrong = asked.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new LikewiseError('unknown-context', `evaluate: the data has no context column "${wrong}"; it has ${known.join(', ') || 'none'}.`, {
    name: wrong,
  });
}

/** @throws LikewiseError `invalid-option` where each event in turn is asked for, and another way of asking too */
export function requirePlainQuestions(split: string, { context, sampled }: Pick<EvaluateOptions, 'context' | 'sampled'>): void {
  const option = context !== undefined ? 'context' : sampled !== undefined ? 'sampled' : undefined;
  if (option === undefined) return;
  throw new LikewiseError(
    'invalid-option',
    `evaluate: split ${split} asks for each event in turn among the whole catalog; leave ${option} out.`,
    {
      option,
    },
  );
}

/** @throws LikewiseError `missing-ratings` where ratings are to be predicted and there are none, or after a history that did not train */
export function requireRatedTest(wanted: readonly Metric[], { test: { hasRatings }, foldIn, nextItem }: TestPart, split: string): void {
  const metric = wanted.find((candidate) => candidate.kind === 'rating');
  if (metric === undefined || (hasRatings && foldIn === undefined)) return;
  const why = hasRatings
    ? `split ${split} ${nextItem ? 'asks for the next item after a history, part of which did not train: no rating is predicted' : 'tests people absent from training, whose ratings cannot be predicted'}; choose a ranking metric or another split`
    : 'the interactions have no ratings; choose a ranking metric such as ndcg@10, or leave the condition on positives out';
  throw new LikewiseError('missing-ratings', `metric ${metric.name}: ${why}.`, { metric: metric.name, split });
}

/** @throws LikewiseError `missing-ratings` where a condition on values meets data without any */
export function requireValues(relevance: Condition | undefined, { valueKind }: Interactions, { positive }: Split): void {
  if (relevance === undefined || valueKind !== 'none') return;
  const why =
    positive === undefined ? 'the interactions have no values to compare' : `the positives ${positive} have no values left to compare`;
  throw new LikewiseError('missing-ratings', `evaluate: relevant ${relevance.text}: ${why}; give one condition, or none.`, {
    condition: relevance.text,
  });
}

/** @throws LikewiseError `nothing-to-measure` where nobody can be judged by a list */
export function requireUsers(wanted: readonly Metric[], { judged, unseen, test, known }: TestPart, split: string): void {
  const metric = wanted.find((candidate) => candidate.kind !== 'rating');
  if (metric === undefined || judged.length > 0) return;
  const people = filledRows(test.userItems);
  const strangers = people.filter((user) => known.pointers[user + 1] === known.pointers[user]);
  const why =
    unseen.newUser === unseen.of && people.length > 0
      ? `none of the ${people.length} people of the test part is in training (such as ${test.users.ids[strangers[0]]}): are the ids of both parts written alike? New people are tested by cold-users or users`
      : 'nobody has both something to be known by and something relevant in the test part';
  throw new LikewiseError('nothing-to-measure', `metric ${metric.name}: on split ${split} ${why}.`, { metric: metric.name, split });
}
