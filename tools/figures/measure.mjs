/** Numbers of one figure, by the public interface on MovieLens 100K. */
import { evaluate, givenSplit, Interactions, modelEntry, parseSplit } from '@likewise/core';

/** `[label, [x, y][]]` of each series of the plan's entry. */
export async function measured(name, { measure = 'sweep', task, option, values, series }, { train, test, itemFeatures }) {
  const of = { sweep, objective, coverage }[measure];
  const positive = '>=4';
  const splitOf = {
    ratings: () => givenSplit(train, test),
    topn: () => givenSplit(train, test, { positive }),
    'new-items': () => parseSplit('cold-items:0.8').apply(new Interactions({ ...train, itemFeatures }), { positive, seed: 0 }),
  };
  const result = [];
  for (const one of series) result.push({ label: one.label, points: await of(one) });
  return result;

  /** `level`: a model without the option, the same all along. */
  async function sweep({ model = name, settings, level = false }) {
    const split = splitOf[task]();
    const metric = metricOf[task];
    const run = level ? [settings] : values.map((value) => ({ ...settings, [option]: value }));
    const estimators = run.map((one) => modelEntry(model).create(one));
    const { rows } = await evaluate(estimators, split, [metric], { resamples: 0 });
    return values.map((value, k) => [value, rounded(rows[level ? 0 : k].metrics[metric])]);
  }

  async function objective({ settings }) {
    const points = [];
    await modelEntry(name)
      .create({ ...settings, epochs: values })
      .fit(train, { onEpoch: ({ epoch, objective }) => void points.push([epoch, Math.round(objective)]) });
    return points;
  }

  async function coverage({ settings }) {
    if (settings === undefined) return values.map((level) => [level, level]);
    const model = await modelEntry(name).create(settings).fit(train);
    const { users, items, userItems } = test;
    const inside = values.map(() => 0);
    let asked = 0;
    for (let u = 0; u < userItems.rows; u++) {
      for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++) {
        const item = items.ids[userItems.indexes[e]];
        if (model.predict(users.ids[u], item) === undefined) continue;
        asked++;
        values.forEach((level, k) => {
          const { low, high } = model.predictInterval(users.ids[u], item, level);
          if (userItems.values[e] >= low && userItems.values[e] <= high) inside[k]++;
        });
      }
    }
    return values.map((level, k) => [level, rounded(inside[k] / asked)]);
  }
}

const metricOf = { ratings: 'rmse', topn: 'ndcg@20', 'new-items': 'ndcg@10' };

const rounded = (value) => Number(value.toFixed(4));
