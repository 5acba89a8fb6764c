/** One value for each person and ranking metric, people in blocks: memory does not grow with users × items. */

import type { StopSignal } from '../kernels/kernels.ts';
import { rowIndexes, rowValues, type SparsePattern } from '../matrix/sparse.ts';
import type { ListMetric, RankedList, RankingMetric } from '../metrics/metric.ts';
import { topIndexes } from '../models/answering/recommend.ts';
import type { BatchRecommender, Scorer, UserQuery } from '../models/contract/model.ts';
import { rankedCandidates, sampleNegatives } from './sampled-candidates.ts';
import type { TestPart } from './test-part.ts';

export interface ListValuesOptions {
  readonly signal?: StopSignal | undefined;
  readonly threads?: number | undefined;
  readonly onPeople?: (done: number) => void | Promise<void>;
  /** Also judge `ofHits` metrics among the relevant items and this many others. */
  readonly sampled?: number | undefined;
  readonly seed: number;
}

export interface ListValues {
  /** Of each ranking metric, [people]. */
  readonly values: readonly Float64Array[];
  /** The same among sampled candidates, for each `ofHits` metric in order; [people]. */
  readonly sampledValues: readonly Float64Array[];
  /** Of each list metric. */
  readonly totals: readonly number[];
  readonly unanswered: number;
}

/** People to a block: small enough for a signal to be heard, large enough for threads to be worth it. */
const BLOCK = 1024;

export async function listValues(
  model: Scorer | BatchRecommender,
  part: TestPart,
  ranking: readonly RankingMetric[],
  listing: readonly ListMetric[],
  options: ListValuesOptions,
): Promise<ListValues> {
  const { people, train } = part;
  const size = train.items.size;
  const n = Math.min(Math.max(1, ...ranking.map((metric) => metric.n), ...listing.map((metric) => metric.n)), size);
  const hits = options.sampled === undefined ? [] : ranking.filter((metric) => metric.ofHits === true);
  const needsScores = hits.length > 0 || ranking.some((metric) => metric.needsScores === true);
  const judges = ranking.map((metric) => metric.start(train));
  const hitJudges = hits.map((metric) => metric.start(train));
  const collectors = listing.map((metric) => metric.start(train));
  const values = ranking.map(() => new Float64Array(people.length));
  const sampledValues = hits.map(() => new Float64Array(people.length));
  const list = emptyList(n, size);
  const sampledList: ListInMaking = { ...list, items: new Int32Array(n) };
  const unscored = new Float32Array(size).fill(Number.NaN);
  // A model may know more items than the data: those stand after the data's.
  const batch =
    !needsScores && part.foldIn === undefined && part.candidates === undefined && model.items.size === size && 'topItems' in model;
  const barred = part.candidates?.map((isCandidate) => 1 - isCandidate);
  if (barred !== undefined) list.excluded.set(barred);
  let unanswered = 0;

  for (let begin = 0; begin < people.length; begin += BLOCK) {
    options.signal?.throwIfAborted();
    await options.onPeople?.(begin);
    const block = people.subarray(begin, begin + BLOCK);
    const lists = batch ? await model.topItems(block, { n, threads: options.threads }) : undefined;
    for (let b = 0; b < block.length; b++) {
      const user = block[b];
      mark(list.relevant, part.relevant, user, 1);
      mark(list.excluded, part.known, user, 1);
      list.relevantCount = part.relevant.pointers[user + 1] - part.relevant.pointers[user];
      if (lists !== undefined) {
        list.length = 0;
        while (list.length < n && lists.items[b * lists.n + list.length] >= 0) {
          list.items[list.length] = lists.items[b * lists.n + list.length];
          list.length++;
        }
        if (list.length === 0) unanswered++;
      } else {
        const scores = model.scoreItems(whoIs(part, user));
        if (scores === undefined) unanswered++;
        list.scores = scores?.subarray(0, size) ?? unscored;
        const best = topIndexes(list.scores, n, list.excluded);
        list.items.set(best);
        list.length = best.length;
      }
      for (let m = 0; m < judges.length; m++) values[m][begin + b] = judges[m](list);
      for (const collector of collectors) collector.add(list);
      if (hits.length > 0) {
        const best = sampledBest(part, user, list, options);
        sampledList.length = Math.min(n, best.length);
        sampledList.items.set(best.subarray(0, sampledList.length));
        sampledList.relevantCount = list.relevantCount;
        for (let m = 0; m < hitJudges.length; m++) sampledValues[m][begin + b] = hitJudges[m](sampledList);
      }
      mark(list.relevant, part.relevant, user, 0);
      mark(list.excluded, part.known, user, 0, barred);
    }
  }
  return { values, sampledValues, totals: collectors.map((collector) => collector.value()), unanswered };
}

export type ListInMaking = { -readonly [K in keyof RankedList]: RankedList[K] };

export function emptyList(n: number, size: number): ListInMaking {
  const [relevant, excluded] = [new Uint8Array(size), new Uint8Array(size)];
  return { items: new Int32Array(n), length: 0, relevant, relevantCount: 0, excluded, scores: undefined };
}

/** @param least what a mark is never below */
export function mark(marks: Uint8Array, { pointers, indexes }: SparsePattern, row: number, value: 0 | 1, least?: Uint8Array): void {
  for (let e = pointers[row]; e < pointers[row + 1]; e++) marks[indexes[e]] = Math.max(value, least?.[indexes[e]] ?? 0);
}

export function whoIs({ train, foldIn }: TestPart, user: number): UserQuery {
  if (foldIn === undefined) return train.users.ids[user];
  const values = rowValues(foldIn.userItems, user);
  return {
    ratings: Array.from(rowIndexes(foldIn.userItems, user), (itemIndex, e) => ({ item: foldIn.items.ids[itemIndex], value: values[e] })),
  };
}

/** Ranked: the person's relevant items and sampled others that they met in no part. */
function sampledBest(part: TestPart, user: number, list: RankedList, { sampled = 0, seed }: ListValuesOptions): Uint32Array {
  const met = list.excluded.slice();
  mark(met, part.test.userItems, user, 1);
  const negatives = sampleNegatives(met, sampled, user, seed);
  const wanted = rowIndexes(part.relevant, user);
  const candidates = new Uint32Array(negatives.length + wanted.length);
  candidates.set(negatives);
  candidates.set(wanted, negatives.length);
  return rankedCandidates(candidates, list.scores as Float32Array, list.relevant);
}
