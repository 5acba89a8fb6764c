/**
 * Lists under a context: each relevant interaction of the test part is a question of its own, asked under its circumstances, with one
 * right answer. A user's value is the mean over their questions, so that nobody counts twice. A model without contexts answers all
 * questions of a user alike.
 */
import { rowIndexes } from '../matrix/sparse.ts';
import { type Contextual, type ContextValues, can, type Scorer } from '../models/contract/model.ts';
import type { AskedContext } from './options.ts';
import { QuestionMeans } from './question-means.ts';
import { ListInMaking, type ListValues, type ListValuesOptions, type MetricsOfLists, queryOf } from './ranked-list.ts';
import type { TestPart } from './test-part.ts';

/** Users between two looks at the signal. */
const BLOCK = 64;

export async function questionValues(
  model: Scorer,
  part: TestPart,
  metrics: MetricsOfLists,
  asked: AskedContext,
  { signal, onUsers, onList, likeness }: ListValuesOptions,
): Promise<ListValues> {
  const { judged, test } = part;
  const means = new QuestionMeans(
    metrics.ranking.map((metric) => metric.start(part.given, likeness)),
    judged.length,
  );
  const collectors = metrics.listing.map((metric) => metric.start(part.given, likeness));
  const list = new ListInMaking(part, metrics);
  let unanswered = 0;
  for (const [place, user] of judged.entries()) {
    if (place % BLOCK === 0) {
      signal?.throwIfAborted();
      await onUsers?.(place);
    }
    list.begin(user);
    const query = queryOf(model, part, user);
    const relevant = new Set(rowIndexes(part.relevant, user));
    let answered = true;
    for (let entry = test.userItems.pointers[user]; entry < test.userItems.pointers[user + 1]; entry++) {
      const item = test.userItems.indexes[entry];
      if (!relevant.has(item)) continue;
      const scores = can(model, 'context') ? model.scoreItems(query, contextOf(model, part, entry, asked)) : model.scoreItems(query);
      answered &&= scores !== undefined;
      list.relevant[item] = 1;
      list.relevantItems = [item];
      list.fill(scores);
      means.add(list);
      for (const collector of collectors) collector.add(list);
      onList?.(list, user);
      list.relevant[item] = 0;
    }
    if (!answered) unanswered++;
    means.end(place);
    list.end(user);
  }
  return { values: means.values, sampledValues: [], totals: collectors.map((collector) => collector.value()), unanswered };
}

function contextOf(model: Contextual, { test }: TestPart, entry: number, asked: AskedContext): ContextValues {
  const context = model.contextAt(test, entry);
  return asked === 'all' ? context : Object.fromEntries(Object.entries(context).filter(([name]) => asked.includes(name)));
}
