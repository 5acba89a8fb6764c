/** One value for each user and ranking metric, users in blocks: memory does not grow with users × items. */
import { rowIndexes } from '../matrix/sparse.ts';
import { can, type Scorer, type TopItems, type TopItemsOptions } from '../models/contract/model.ts';
import { ListInMaking, type ListValues, type ListValuesOptions, type MetricsOfLists, mark, queryOf, toldHistory } from './ranked-list.ts';
import { listAmongSampled } from './sampled-candidates.ts';
import type { TestPart } from './test-part.ts';

/** Users to a block: small enough for a signal to be heard, large enough for threads to be worth it. */
const BLOCK = 1024;

export async function listValues(
  model: Scorer,
  part: TestPart,
  metrics: MetricsOfLists,
  { signal, threads, onUsers, onList, sampled, seed, earlier, likeness }: ListValuesOptions,
): Promise<ListValues> {
  const { judged, train } = part;
  const ofHits = sampled === undefined ? [] : metrics.ranking.filter((metric) => metric.ofHits === true);
  const needsScores = ofHits.length > 0 || metrics.ranking.some((metric) => metric.needsScores === true);
  const metricsOfList = metrics.ranking.map((metric) => metric.start(part.given, likeness));
  const metricsOfSampled = ofHits.map((metric) => metric.start(part.given, likeness));
  const collectors = metrics.listing.map((metric) => metric.start(part.given, likeness));
  const values = metricsOfList.map(() => new Float64Array(judged.length));
  const sampledValues = metricsOfSampled.map(() => new Float64Array(judged.length));
  const list = new ListInMaking(part, metrics);
  const n = list.lengthAsked;
  const askMany =
    needsScores || earlier || part.candidates !== undefined || model.items.size !== train.items.size
      ? undefined
      : batchOf(model, part, { n, threads });
  let unanswered = 0;

  for (let begin = 0; begin < judged.length; begin += BLOCK) {
    signal?.throwIfAborted();
    await onUsers?.(begin);
    const block = judged.subarray(begin, begin + BLOCK);
    const lists = await askMany?.(block);
    for (let b = 0; b < block.length; b++) {
      const user = block[b];
      list.begin(user);
      mark(list.relevant, part.relevant, user, 1);
      list.relevantItems = rowIndexes(part.relevant, user);
      if (lists !== undefined) {
        list.takeRow(lists, b);
        if (list.length === 0) unanswered++;
      } else {
        const scores = model.scoreItems(queryOf(model, part, user));
        if (scores === undefined) unanswered++;
        list.fill(scores);
      }
      for (let m = 0; m < metricsOfList.length; m++) values[m][begin + b] = metricsOfList[m](list);
      for (const collector of collectors) collector.add(list);
      onList?.(list, user);
      if (sampled !== undefined && ofHits.length > 0) {
        const sampledList = listAmongSampled(part, user, list, sampled, seed);
        for (let m = 0; m < metricsOfSampled.length; m++) sampledValues[m][begin + b] = metricsOfSampled[m](sampledList);
      }
      mark(list.relevant, part.relevant, user, 0);
      list.end(user);
    }
  }
  return { values, sampledValues, totals: collectors.map((collector) => collector.value()), unanswered };
}

/** What makes the lists of many users at once; `undefined` where the model has no way to. */
function batchOf(model: Scorer, { foldIn }: TestPart, options: TopItemsOptions): ((users: Uint32Array) => Promise<TopItems>) | undefined {
  if (foldIn === undefined) return can(model, 'batch') ? (users) => model.topItems(users, options) : undefined;
  if (!can(model, 'batch-fold-in')) return undefined;
  return (users) =>
    model.topItemsOf(
      Array.from(users, (user) => toldHistory(foldIn, user)),
      options,
    );
}
