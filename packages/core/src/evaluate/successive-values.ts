/**
 * One question after the other: each later event of a user is asked for after all that came before it, and is told from then on. A user's
 * value is the mean over their questions, so that nobody counts twice. A model that cannot take a history answers by training, and what was
 * told is left out of its lists all the same.
 */
import { rowIndexes } from '../matrix/sparse.ts';
import { can, type HistoryEntry, type Scorer, type TopItems } from '../models/contract/model.ts';
import { timeOrderOf } from '../sequences/time-order.ts';
import { QuestionMeans } from './question-means.ts';
import {
  historyEntry,
  ListInMaking,
  type ListValues,
  type ListValuesOptions,
  type MetricsOfLists,
  queryOf,
  toldHistory,
} from './ranked-list.ts';
import type { TestPart } from './test-part.ts';

/** Users between two looks at the signal; their questions are answered together where the model can. */
const BLOCK = 64;

interface Question {
  readonly item: number;
  /** All before it, oldest first. */
  readonly history: readonly HistoryEntry[];
  /** The same as item indexes. */
  readonly known: readonly number[];
}

export async function successiveValues(
  model: Scorer,
  part: TestPart,
  metrics: MetricsOfLists,
  { signal, threads, onUsers, onList, likeness }: ListValuesOptions,
): Promise<ListValues> {
  const { judged, train } = part;
  const means = new QuestionMeans(
    metrics.ranking.map((metric) => metric.start(part.given, likeness)),
    judged.length,
  );
  const collectors = metrics.listing.map((metric) => metric.start(part.given, likeness));
  const list = new ListInMaking(part, metrics);
  const byScores = metrics.ranking.some(({ needsScores }) => needsScores) || model.items.size !== train.items.size;
  let unanswered = 0;
  for (let begin = 0; begin < judged.length; begin += BLOCK) {
    signal?.throwIfAborted();
    await onUsers?.(begin);
    const users = judged.subarray(begin, begin + BLOCK);
    const asked = Array.from(users, (user) => questionsOf(part, user));
    const together: TopItems | undefined =
      !byScores && can(model, 'batch-fold-in')
        ? await model.topItemsOf(
            asked.flatMap((questions) => questions.map(({ history }) => history)),
            { n: list.lengthAsked, threads },
          )
        : undefined;
    let row = 0;
    for (const [u, user] of users.entries()) {
      // By id the answer is the same for all questions.
      const query = queryOf(model, part, user);
      const known = together === undefined && typeof query !== 'object' ? model.scoreItems(query) : undefined;
      let answered = true;
      list.begin(user);
      for (const [q, { item, history, known: told }] of asked[u].entries()) {
        list.known = told;
        for (const before of told) list.excluded[before] = 1;
        list.relevant[item] = 1;
        list.relevantItems = [item];
        if (together === undefined) {
          const scores = typeof query === 'object' ? model.scoreItems({ ratings: history }) : known;
          answered &&= scores !== undefined;
          list.fill(scores);
        } else {
          list.takeRow(together, row++);
          answered &&= list.length > 0;
        }
        if (q === 0) onList?.(list, user);
        means.add(list);
        for (const collector of collectors) collector.add(list);
        list.relevant[item] = 0;
      }
      list.end(user, asked[u].at(-1)?.known);
      if (!answered) unanswered++;
      means.end(begin + u);
    }
  }
  return { values: means.values, sampledValues: [], totals: collectors.map((collector) => collector.value()), unanswered };
}

/** A question for each relevant event; what is not relevant is told when its time has come. */
function questionsOf(part: TestPart, user: number): Question[] {
  const { test, foldIn = part.train } = part;
  const relevant = new Set(rowIndexes(part.relevant, user));
  const history = [...toldHistory(foldIn, user)];
  const known = Array.from(rowIndexes(foldIn.userItems, user));
  const questions: Question[] = [];
  for (const entry of timeOrderOf(test, user)) {
    const item = test.userItems.indexes[entry];
    if (relevant.has(item)) questions.push({ item, history: history.slice(), known: known.slice() });
    history.push(historyEntry(part.later, entry));
    known.push(item);
  }
  return questions;
}
