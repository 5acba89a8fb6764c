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
/** Above these shares of the interactions rare items, of the items young ones are what matters. */
const coldShare = 0.2;
const youngShare = 0.4;

export const orderMatters = ({ kept, shuffled, deviation }: OrderSignal): boolean =>
  deviation >= orderSureness && kept >= orderGain * shuffled;

/**
 * In this order: too little to learn from; the order of events says what comes next; much is with items too rare to learn of from others, and they
 * are described; else lists by items and by factors, and, where there are ratings, models of ratings beside them.
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
  const isCold = cold.interactionShare >= coldShare;
  const share = `${percent(cold.interactionShare, 0)} of the interactions are with items that have fewer than ${cold.under}`;
  if (isCold && itemFeatures !== undefined) {
    const models = ['content', 'feature-als', 'implicit-als'];
    return { models, why: `${share}: what describes them says more of these than who has them.${aging}`, evaluate: named(models, split) };
  }
  const lists = [...(items <= mostForEase ? ['ease'] : ['elsa']), 'implicit-als'];
  const rated = hasRatings ? ['svd', 'bias'] : [];
  const stars = hasRatings ? `; for predicted stars ${rated.join(', with the bar of ')}` : '';
  const missed = isCold ? ` ${share}: what describes them would help (--item-features, then content).` : '';
  const why = `for lists ${lists.join(' and ')}: ${isCold ? 'they learn what there is to learn from others' : 'most of what people do is with items that enough others have'}${stars}.${missed}${aging}`;
  const models = [...lists, ...rated];
  return { models, why, evaluate: named(models, split) };
}
