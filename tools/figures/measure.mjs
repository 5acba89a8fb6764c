/** Numbers of one figure, by the public interface on MovieLens 100K. */
import { evaluate, givenSplit, modelEntry } from '@likewise/core';

/** `[label, [x, y][]]` of each series of the plan's entry. */
export async function measured(name, { measure = 'sweep', task, option, values, series }, { train, test }) {
  const of = { sweep, objective, coverage }[measure];
  const result = [];
  for (const one of series) result.push({ label: one.label, points: await of(one) });
  return result;

  async function sweep({ model = name, settings }) {
    const split = givenSplit(train, test, task === 'topn' ? { positive: '>=4' } : {});
    const metric = task === 'topn' ? 'ndcg@20' : 'rmse';
    const estimators = values.map((value) => modelEntry(model).create({ ...settings, [option]: value }));
    const { rows } = await evaluate(estimators, split, [metric], { resamples: 0 });
    return values.map((value, k) => [value, rounded(rows[k].metrics[metric])]);
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

const rounded = (value) => Number(value.toFixed(4));
