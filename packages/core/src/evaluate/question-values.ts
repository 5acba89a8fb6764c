/**
 * Lists under a context: each relevant interaction of the test part is a question of its own, asked under its circumstances, with one
 * right answer. A person's value is the mean over their questions, so that nobody counts twice. A model without contexts answers all
 * questions of a person alike.
 */

import { LikewiseError } from '../errors.ts';
import { rowIndexes } from '../matrix/sparse.ts';
import type { ListMetric, RankingMetric } from '../metrics/metric.ts';
import { topIndexes } from '../models/answering/recommend.ts';
import type { Contextual, ContextValues, Scorer } from '../models/contract/model.ts';
import { emptyList, type ListValues, type ListValuesOptions, mark, whoIs } from './list-values.ts';
import type { TestPart } from './test-part.ts';

/** Which context columns a question tells: all that the model has, or those named. */
export type AskedContext = 'all' | readonly string[];

/** People between two looks at the signal. */
const BLOCK = 64;

export async function questionValues(
  model: Scorer,
  part: TestPart,
  ranking: readonly RankingMetric[],
  listing: readonly ListMetric[],
  asked: AskedContext,
  options: ListValuesOptions,
): Promise<ListValues> {
  const { people, train, test } = part;
  const size = train.items.size;
  const n = Math.min(Math.max(1, ...ranking.map((metric) => metric.n), ...listing.map((metric) => metric.n)), size);
  const judges = ranking.map((metric) => metric.start(train));
  const collectors = listing.map((metric) => metric.start(train));
  const values = ranking.map(() => new Float64Array(people.length));
  const list = emptyList(n, size);
  list.relevantCount = 1;
  const unscored = new Float32Array(size).fill(Number.NaN);
  const barred = part.candidates?.map((isCandidate) => 1 - isCandidate);
  if (barred !== undefined) list.excluded.set(barred);
  let unanswered = 0;
  for (const [place, user] of people.entries()) {
    if (place % BLOCK === 0) {
      options.signal?.throwIfAborted();
      await options.onPeople?.(place);
    }
    mark(list.excluded, part.known, user, 1);
    const who = whoIs(part, user);
    const wanted = new Set(rowIndexes(part.relevant, user));
    const counts = ranking.map(() => 0);
    const sums = ranking.map(() => 0);
    let answered = true;
    for (let entry = test.userItems.pointers[user]; entry < test.userItems.pointers[user + 1]; entry++) {
      const item = test.userItems.indexes[entry];
      if (!wanted.has(item)) continue;
      const scores = isContextual(model) ? model.scoreItems(who, contextOf(model, part, entry, asked)) : model.scoreItems(who);
      answered &&= scores !== undefined;
      list.scores = scores?.subarray(0, size) ?? unscored;
      const best = topIndexes(list.scores, n, list.excluded);
      list.items.set(best);
      list.length = best.length;
      list.relevant[item] = 1;
      judges.forEach((judge, m) => {
        const value = judge(list);
        if (Number.isNaN(value)) return;
        sums[m] += value;
        counts[m]++;
      });
      for (const collector of collectors) collector.add(list);
      list.relevant[item] = 0;
    }
    if (!answered) unanswered++;
    ranking.forEach((_, m) => {
      values[m][place] = sums[m] / counts[m];
    });
    mark(list.excluded, part.known, user, 0, barred);
  }
  return { values, sampledValues: [], totals: collectors.map((collector) => collector.value()), unanswered };
}

export const isContextual = (model: object): model is Contextual => 'contextAt' in model;

function contextOf(model: Contextual, { test }: TestPart, entry: number, asked: AskedContext): ContextValues {
  const context = model.contextAt(test, entry);
  return asked === 'all' ? context : Object.fromEntries(Object.entries(context).filter(([name]) => asked.includes(name)));
}

/** @throws LikewiseError `unknown-context` where no model could be told of a column */
export function requireColumns(asked: AskedContext, known: readonly string[]): void {
  if (asked === 'all') return;
  const wrong = asked.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new LikewiseError('unknown-context', `evaluate: the data has no context column "${wrong}"; it has ${known.join(', ') || 'none'}.`, {
    name: wrong,
  });
}
