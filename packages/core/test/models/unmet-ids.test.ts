/** §5, one answer: ids that only a test part has change neither the bits of a model nor what it says of anyone. */
import { describe, expect, test } from 'vitest';
import type { Id } from '../../src/data/id-map.ts';
import { IdMap } from '../../src/data/id-map.ts';
import { type Interactions, interactionsFromColumns } from '../../src/data/interactions.ts';
import { seededRandom } from '../../src/math/random.ts';
import { modelCatalog } from '../../src/models/catalog.ts';
import type { CatalogEntry } from '../../src/models/contract/estimator.ts';
import { can, type Model } from '../../src/models/contract/model.ts';
import { featuresFor } from '../../testkit/law-data.ts';
import { shortened } from '../../testkit/laws/option-laws.ts';

const users = 300;
const items = 120;
/** Every seventh user and every fifth item stands in the test part alone. */
const metUser = (u: number): boolean => u % 7 !== 3;
const metItem = (i: number): boolean => i % 5 !== 2;

/** The rows of a training part: with the ids of the whole, or alone. */
function rowsOf({ feedback }: CatalogEntry, alone: boolean): Interactions {
  const random = seededRandom(11, 'unmet');
  const userIds = Array.from({ length: users }, (_, u) => `u${u}`).filter((_, u) => !alone || metUser(u));
  const itemIds = Array.from({ length: items }, (_, i) => `i${i}`).filter((_, i) => !alone || metItem(i));
  const [userMap, itemMap] = [new IdMap(userIds), new IdMap(itemIds)];
  const rows: [user: number, item: number, rating: number][] = [];
  for (let u = 0; u < users; u++)
    for (let i = 0; i < items; i++) {
      const drawn = random.uniform();
      if (!metUser(u) || !metItem(i) || drawn > ((u + i) % 2 === 0 ? 0.25 : 0.08)) continue;
      rows.push([userMap.indexOf(`u${u}`) as number, itemMap.indexOf(`i${i}`) as number, (u + i) % 2 === 0 ? 4 + (i % 2) : 1 + (u % 2)]);
    }
  const described = featuresFor(
    Array.from({ length: users }, (_, u) => `u${u}`).filter((_, u) => metUser(u)),
    Array.from({ length: items }, (_, i) => `i${i}`).filter((_, i) => metItem(i)),
  );
  return interactionsFromColumns({
    users: userMap,
    items: itemMap,
    userIndexes: Uint32Array.from(rows, ([u]) => u),
    itemIndexes: Uint32Array.from(rows, ([, i]) => i),
    values: feedback === 'implicit' ? undefined : Float32Array.from(rows, ([, , rating]) => rating),
    valueKind: feedback === 'implicit' ? 'none' : 'rating',
    ratingScale: feedback === 'implicit' ? undefined : { min: 1, max: 5 },
    timestamps: Float64Array.from(rows, (_, row) => 1_700_000_000 + row * 3600),
    ...described,
  });
}

/** Their starts are drawn row after row, so that a row without an interaction moves those behind it. */
const drawnByPosition = new Set([
  'random',
  'bayesian-pmf',
  'implicit-als',
  'logistic-mf',
  'pure-svd',
  'feature-als',
  'factorization-machine',
]);

describe.each(modelCatalog.map((entry) => [entry.name, entry] as const))('%s', (_name, entry) => {
  const fitted = async (alone: boolean): Promise<Model> => entry.create(shortened(entry.options)).fit(rowsOf(entry, alone), { threads: 2 });

  test.skipIf(drawnByPosition.has(entry.name))(
    'is the same, bit for bit, from the rows alone and from the same rows among ids of a test part',
    async () => {
      const [alone, among] = [await fitted(true), await fitted(false)];
      for (const user of ['u0', 'u1', 'u151', 'u299']) {
        if (can(alone, 'predict') && can(among, 'predict'))
          for (const item of ['i0', 'i3', 'i118']) expect(among.predict(user, item), `${user} ${item}`).toBe(alone.predict(user, item));
        if (!can(alone, 'score') || !can(among, 'score')) continue;
        const scores = (model: typeof alone): [Id, number | undefined][] => {
          const all = model.scoreItems(user);
          return alone.items.ids.map((item) => [item, all?.[model.items.indexOf(item) as number]]);
        };
        expect(scores(among as typeof alone)).toEqual(scores(alone));
      }
      if (can(alone, 'similar') && can(among, 'similar'))
        expect(among.similarItems('i1', { n: 5 })).toEqual(alone.similarItems('i1', { n: 5 }));
    },
  );

  test('says of what it never met what it says of what is in no id map: nothing', async () => {
    const [alone, among] = [await fitted(true), await fitted(false)];
    if (!can(among, 'predict') || !can(alone, 'predict')) return;
    for (const [user, item] of [
      ['u3', 'i0'],
      ['u0', 'i2'],
      ['u3', 'i2'],
      ['ghost', 'i0'],
      ['u0', 'ghost'],
    ]) {
      expect(among.predict(user, item), `${user} ${item}`).toBeUndefined();
      expect(alone.predict(user, item), `${user} ${item}`).toBeUndefined();
    }
  });
});
