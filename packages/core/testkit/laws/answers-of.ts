import type { Id } from '../../src/data/id-map.ts';
import type { AnyModel, Subject } from './subject.ts';

/** Everything that a model answers about a few users and items, as plain data to compare. */
export function answersOf({ can }: Subject, model: AnyModel, users: readonly Id[] = model.users.ids.slice(0, 4)): unknown {
  const items = model.items.ids;
  return {
    scores: can('score') && users.map((user) => model.scoreItems(user)),
    lists: can('recommend') && users.map((user) => model.recommend(user)),
    ratings: can('predict') && users.map((user) => items.map((item) => model.predict(user, item))),
    similar: can('similar') && items.map((item) => model.similarItems(item)),
    reasons: can('explain') && users.map((user) => items.map((item) => model.explain(user, item))),
    intervals: can('uncertain') && users.map((user) => items.map((item) => model.predictInterval(user, item))),
    folded:
      can('fold-in') &&
      can('score') &&
      model.scoreItems({
        ratings: items.slice(0, 2).map((item) => ({ item, value: 1 })),
      }),
  };
}

/** Every number in an answer, for laws about all of them. */
export function numbersIn(answer: unknown): number[] {
  if (typeof answer === 'number') return [answer];
  if (answer === null || typeof answer !== 'object') return [];
  return Object.values(answer).flatMap(numbersIn);
}
