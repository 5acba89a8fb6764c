/** Which family of models to try first on data, and why: rules of thumb, written down in docs/guides/command-line.md. */
import { type Description, type Interactions, likesCondition, type OrderSignal } from '@likewise/core';
import { percent } from '../words/numbers.ts';
import { chooseModel, mostForEase } from './choose-model.ts';

export interface Advice {
  /** Names of the catalog, the first to try first. */
  readonly models: readonly string[];
  /** One or two sentences. */
  readonly why: string;
  /** A call that compares them, after the file. */
  readonly evaluate: string;
}

/** Order says something from here on: so much better than without it, and so sure. */
const orderGain = 1.1;
const orderSureness = 3;
/** Above these shares rare or young items are what matters. */
const coldShare = 0.5;
const youngShare = 0.4;

export const orderMatters = ({ kept, shuffled, deviation }: OrderSignal): boolean =>
  deviation >= orderSureness && kept >= orderGain * shuffled;

/**
 * In this order: too little to learn from; the order of events says what comes next; most items are too rare to learn from others; else lists by
 * factors or by items, and, where there are ratings, models of ratings beside them.
 */
export function adviceFor(interactions: Interactions, { cold, newness, items }: Description, order: OrderSignal | undefined): Advice {
  const { hasRatings, itemFeatures } = interactions;
  const condition = hasRatings ? ` --relevant "${likesCondition(interactions)?.text}"` : '';
  const named = (models: readonly string[], split: string): string =>
    `--split ${split}${condition} ${['popular', ...models].map((name) => `--model ${name}`).join(' ')}`;
  if (chooseModel(interactions).reason === 'too-few')
    return {
      models: ['popular'],
      why: 'there is too little to tell tastes from chance (fewer than 300 interactions or 20 people); collect more first',
      evaluate: '--model popular --model random',
    };
  const young = newness !== undefined && newness.itemShare >= youngShare;
  const aging = young
    ? ` ${percent(newness.itemShare, 0)} of the items are younger than half of the time: split by time, and train often.`
    : '';
  const split = young && interactions.timestamps?.every((time) => !Number.isNaN(time)) ? 'time:0.8' : 'per-user:0.8';
  if (order !== undefined && orderMatters(order)) {
    const models = ['sequential-rules', 'markov-chain', 'sasrec'];
    const gain = order.shuffled === 0 ? 'and never without it' : `${(order.kept / order.shuffled).toFixed(1)} times as often as without it`;
    const why = `what comes next depends on the order: by the last item alone it is among 10 in ${percent(order.kept)} of the cases, ${gain}.${hasRatings ? ' For predicted stars take svd, with the bar of bias.' : ''}${aging}`;
    return { models, why, evaluate: named(models, 'leave-last:2') };
  }
  if (cold.itemShare >= coldShare) {
    const described = itemFeatures !== undefined;
    const models = described ? ['content', 'feature-als'] : ['ease', 'item-knn'].slice(items <= mostForEase ? 0 : 1);
    const share = `${percent(cold.itemShare, 0)} of the items have fewer than ${cold.under} interactions: `;
    const advice = described ? 'what describes them says more than who has them.' : 'what describes them would say more than who has them (--item-features, then content); without it, neighbors of items.'; // biome-ignore format: one line
    return { models, why: `${share}${advice}${aging}`, evaluate: named(models, split) };
  }
  const lists = [...(items <= mostForEase ? ['ease'] : ['elsa']), 'implicit-als'];
  const rated = hasRatings ? ['svd', 'bias'] : [];
  const why = hasRatings
    ? `there is enough of most items to learn from others; for lists ${lists.join(' and ')}, for predicted stars ${rated.join(', with the bar of ')}.${aging}`
    : `there is enough of most items to learn from others, and no rating says who liked what.${aging}`;
  const models = [...lists, ...rated];
  return { models, why, evaluate: named(models, split) };
}
