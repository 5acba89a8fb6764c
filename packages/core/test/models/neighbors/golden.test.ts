/** Every prediction of small ratings as Surprise makes it (golden/neighbors.py). */
import { expect, test } from 'vitest';
import golden from '../../../../../golden/neighbors.json' with { type: 'json' };
import { interactionsFromColumns } from '../../../src/data/interactions.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { RatingPredictor } from '../../../src/models/contract/model.ts';
import { namedIds } from '../../../testkit/index.ts';

const train = interactionsFromColumns({
  users: namedIds('u', golden.users),
  items: namedIds('i', golden.items),
  userIndexes: Uint32Array.from(golden.ratings, ([u]) => u),
  itemIndexes: Uint32Array.from(golden.ratings, ([, i]) => i),
  values: Float32Array.from(golden.ratings, ([, , rating]) => rating),
});
const names = golden.cases.map((one) => [`${one.model} ${JSON.stringify(one.settings)}`, one] as const);

test.each(names)('%s', async (_name, { model, settings, predictions }) => {
  const fitted = (await modelEntry(model).create(settings).fit(train)) as RatingPredictor;
  let worst = 0;
  predictions.forEach((expected, k) => {
    const u = Math.floor(k / golden.items);
    const i = k % golden.items;
    const rated = train.userItems.indexes.subarray(train.userItems.pointers[u], train.userItems.pointers[u + 1]).includes(i);
    // For a pair of the training data Surprise asks the row itself too, and gets the answer; here it is never its own neighbor.
    if (rated) return;
    worst = Math.max(worst, Math.abs((fitted.predict(`u${u}`, `i${i}`) as number) - expected));
  });
  expect(worst).toBeLessThan(1e-5);
});
