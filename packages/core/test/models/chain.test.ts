import { describe, expect, test } from 'vitest';
import { type InteractionRow, interactionsFromRows } from '../../src/data/rows.ts';
import { selectInteractions } from '../../src/data/select.ts';
import { chain } from '../../src/models/answering/chain.ts';
import { topItemsByScores } from '../../src/models/answering/recommend-many.ts';
import { dampedMean } from '../../src/models/baseline/damped-mean.ts';
import { popular } from '../../src/models/baseline/popular.ts';
import { random } from '../../src/models/baseline/random.ts';
import { factorizationMachine } from '../../src/models/context/factorization-machine/factorization-machine.ts';
import { ease } from '../../src/models/linear/ease/ease.ts';

const rows: readonly InteractionRow[] = [
  { user: 'ann', item: 'tea' },
  { user: 'ann', item: 'jam' },
  { user: 'bob', item: 'tea' },
  { user: 'bob', item: 'jam' },
  { user: 'cid', item: 'tea' },
  { user: 'cid', item: 'saw' },
  { user: 'dee', item: 'saw' },
];
const train = interactionsFromRows(rows);
/** Of other people and other items, some the same. */
const elsewhere = interactionsFromRows([
  { user: 'zoe', item: 'oil' },
  { user: 'yan', item: 'oil' },
  { user: 'zoe', item: 'tea' },
]);

describe('a chain of ease and popular', () => {
  test('the first link answers whom it knows', async () => {
    const model = await chain(ease({ regularization: 1 }), popular()).fit(train);
    const alone = await ease({ regularization: 1 }).fit(train);
    expect(model.answer('cid', { n: 1 })).toEqual({ model: 'ease', because: 'ease', items: alone.recommend('cid', { n: 1 }) });
    expect(model.recommend('cid')).toEqual(alone.recommend('cid'));
    expect(model.scoreItems('cid')).toEqual(alone.scoreItems('cid'));
    expect(model.explain('cid', 'jam')).toEqual(alone.explain('cid', 'jam'));
    expect(model.answer({ ratings: [{ item: 'jam', value: 1 }] })?.because).toBe('ease');
  });

  test('whoever has no history gets the fallback, which says so', async () => {
    const model = await chain(ease(), popular()).fit(train);
    const best = [
      { item: 'tea', score: 3 },
      { item: 'jam', score: 2 },
    ];
    expect(model.answer('eve', { n: 2 })).toEqual({ model: 'popular', because: 'popular, no history', items: best });
    expect(model.answer({ ratings: [] }, { n: 2 })?.because).toBe('popular, no history');
    expect(model.answer({ ratings: [{ item: 'rum', value: 1 }] }, { n: 2 })?.because).toBe('popular, no known item in ratings');
    expect(model.recommend('eve', { n: 2, exclude: new Set(['tea']).values() })?.map(({ item }) => item)).toEqual(['jam', 'saw']);
  });

  test('a user of the id map without training has no history', async () => {
    const part = selectInteractions(
      train,
      Uint8Array.from(train.userItems.indexes, (_, e) => (e < 6 ? 1 : 0)),
    );
    const model = await chain(ease(), popular()).fit(part);
    expect(model.answer('dee')?.because).toBe('popular, no history');
  });

  test('a link that cannot fold in is told, an empty list too', async () => {
    const cannot = { ...(await ease().fit(train)), name: 'stub', users: train.users, items: train.items, seen: train.userItems };
    const silent = { ...cannot, recommend: () => undefined, scoreItems: () => undefined };
    const fallback = await popular().fit(train);
    expect(chain(silent, fallback).answer({ ratings: [{ item: 'tea', value: 1 }] })?.because).toBe(
      'popular, stub cannot answer for these ratings',
    );
    expect(chain(silent, fallback).answer('ann')?.because).toBe('popular, nothing learned by stub');
    expect(chain(silent).answer('ann')).toBeUndefined();
    expect(chain(silent).scoreItems('ann')).toBeUndefined();
    const model = chain(await ease().fit(train), fallback);
    expect(model.answer('ann', { candidates: ['tea'] })).toEqual({ model: 'ease', because: 'ease', items: [] });
  });

  test('batch lists come through the links', async () => {
    const model = await chain(ease(), popular()).fit(train);
    const alone = await ease().fit(train);
    const everyone = Uint32Array.from(train.users.ids.keys());
    expect(topItemsByScores(model, everyone, { n: 3 })).toEqual(topItemsByScores(alone, everyone, { n: 3 }));
  });
});

describe('links of different data', () => {
  test('ids of all links are known; what any link saw is not offered again', async () => {
    const model = chain(await ease().fit(train), await popular().fit(elsewhere));
    expect(model.users.ids).toEqual(['ann', 'bob', 'cid', 'dee', 'zoe', 'yan']);
    expect(model.items.ids).toEqual(['tea', 'jam', 'saw', 'oil']);
    expect(model.answer('zoe')).toMatchObject({ because: 'popular, unknown to ease', items: [] });
    expect(model.answer('zoe', { keepSeen: true })?.items.map(({ item }) => item)).toEqual(['oil', 'tea']);
    expect(model.scoreItems('yan')).toEqual(Float32Array.of(1, Number.NaN, Number.NaN, 2));
    // ann is unknown to the second link; the first saw her with tea.
    const reversed = chain(await popular().fit(elsewhere), await ease().fit(train));
    expect(reversed.answer('ann')?.items.map(({ item }) => item)).toEqual(['oil']);
    expect(reversed.recommend('ann', { keepSeen: true })?.map(({ item }) => item)).toEqual(['oil', 'tea']);
  });
});

describe('a list of several links', () => {
  /** ease knows two items that ann does not have; popular knows two more. */
  const known = interactionsFromRows([...rows, { user: 'bob', item: 'nut' }]);
  const more = interactionsFromRows([
    ...rows,
    { user: 'ann', item: 'nut' },
    { user: 'yan', item: 'oil' },
    { user: 'zoe', item: 'oil' },
    { user: 'yan', item: 'fig' },
    { user: 'bob', item: 'nut' },
  ]);

  test('later links fill up to n, each item naming its link; without fill the list ends', async () => {
    const [first, last] = [await ease({ regularization: 1 }).fit(known), await popular().fit(more)];
    const own = first.recommend('cid') ?? [];
    expect(own).toHaveLength(2);
    const filled = [
      { item: 'oil', score: 2, model: 'popular' },
      { item: 'fig', score: 1, model: 'popular' },
    ];
    expect(chain(first, last).answer('cid', { fill: true })).toEqual({ model: 'ease', because: 'ease', items: [...own, ...filled] });
    expect(chain(first, last).answer('cid', { fill: true, n: 3 })?.items).toEqual([...own, filled[0]]);
    expect(chain(first, last).answer('cid')?.items).toEqual(own);
  });

  test('what any link saw is not offered by another that knows the user too, unless seen items are kept', async () => {
    const model = chain(await ease().fit(known), await popular().fit(more));
    expect(model.answer('ann', { fill: true })?.items.map(({ item }) => item)).toEqual(['saw', 'oil', 'fig']);
    expect(model.answer('ann', { fill: true, keepSeen: true })?.items.map(({ item }) => item)).toContain('nut');
  });

  test.each(['cid', 'ann', 'yan', 'eve'])('the pages of %s add up to the whole list, also where links change on a page', async (user) => {
    const model = chain(await ease().fit(known), await popular().fit(more));
    const whole = model.answer(user, { fill: true, n: 100 })?.items ?? [];
    expect(whole.length).toBeGreaterThan(2);
    for (const n of [1, 2, 3]) {
      const pages = Array.from({ length: 7 }, (_, page) => model.answer(user, { fill: true, n, offset: page * n })?.items ?? []);
      expect(pages.flat()).toEqual(whole.slice(0, 7 * n));
    }
    expect(() => model.answer(user, { offset: -1 })).toThrow('chain: offset must be an integer ≥ 0; got -1.');
  });

  test('reasons are those of the link that lists the item; a link without any says so', async () => {
    const first = await ease().fit(known);
    const model = chain(first, await popular().fit(more));
    const { items = [], notes } = model.answer('cid', { fill: true, explain: true }) ?? {};
    expect(notes).toBeUndefined();
    for (const { item, model: filledBy, explanation } of items)
      expect(explanation).toEqual(filledBy === undefined ? first.explain('cid', item) : undefined);
    expect(model.answer('eve', { explain: true })?.notes).toEqual(['popular gives no explanations']);
  });

  test('a list with reasons comes in pieces, the same as at once; fewer reasons where so many are asked for', async () => {
    const model = chain(await ease().fit(known), await popular().fit(more));
    const options = { fill: true, explain: true, n: 5 } as const;
    const pieces = model.answerInPieces('cid', options);
    let count = 0;
    let last = pieces.next();
    for (; !last.done; last = pieces.next()) count++;
    expect(count).toBeGreaterThan(0);
    expect(last.value).toEqual(model.answer('cid', options));
    const all = model.answer('cid', options)?.items ?? [];
    const first = model.answer('cid', { ...options, mostReasons: 1 })?.items ?? [];
    expect(first.map(({ explanation }) => explanation?.because)).toEqual(all.map(({ explanation }) => explanation?.because.slice(0, 1)));
    expect(all.some(({ explanation }) => (explanation?.because.length ?? 0) > 1)).toBe(true);
    expect(() => model.answer('cid', { explain: true, mostReasons: 0 })).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });
});

test('users of whom the first link knows nothing may be left to the last', async () => {
  const rated = interactionsFromRows(rows.map((row, k) => ({ ...row, value: 1 + (k % 5) })));
  const model = chain(await dampedMean().fit(rated), await popular().fit(elsewhere));
  expect(model.answer('eve')?.because).toBe('damped-mean, no history');
  expect(model.answer('eve', { strangersToLast: true })?.because).toBe('popular, no history');
  expect(model.answer('zoe', { strangersToLast: true })?.because).toBe('popular, unknown to damped-mean');
  expect(model.answer({ ratings: [{ item: 'oil' }] }, { strangersToLast: true })?.because).toBe('popular, no known item in ratings');
  expect(model.answer('ann', { strangersToLast: true })?.because).toBe('damped-mean');
});

test('circumstances reach links that know them; what is not known is noted', async () => {
  const codes = Uint32Array.from(train.userItems.indexes, (_, e) => e % 2);
  const weather = { kind: 'category' as const, levels: ['sun', 'rain'], codes };
  const told = train.with({ context: new Map([['weather', weather]]) });
  const machine = await factorizationMachine({ factors: 2, samples: 5 }).fit(told);
  const model = chain(machine, await popular().fit(train));
  const under = (context: Record<string, string>) => model.answer('cid', { context });
  expect(under({ weather: 'rain' })).toEqual({
    model: 'factorization-machine',
    because: 'factorization-machine',
    items: machine.recommend('cid', {}, { weather: 'rain' }),
  });
  expect(under({ weather: 'rain' })?.items).not.toEqual(under({ weather: 'sun' })?.items);
  expect(under({ weather: 'hail', wind: 'west' })).toMatchObject({
    items: machine.recommend('cid'),
    notes: ['weather "hail" is not known to the model: the average stands for it', '"wind" is no context of the model: weather'],
  });
  expect(model.answer('eve', { context: { weather: 'sun' }, strangersToLast: true })?.notes).toEqual([
    'popular knows no contexts: the list is the same under any',
  ]);
});

test('predictions come from the first link that makes one', async () => {
  const model = chain(await popular().fit(train), await random().fit(train));
  expect(model.predict('ann', 'tea')).toBeUndefined();
  expect(model.name).toBe('chain');
  expect(model.state.settings).toEqual({ links: ['popular', 'random'] });
});

test('no link, or links of both kinds, are refused', async () => {
  expect(() => chain()).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  const fitted = await popular().fit(train);
  expect(() => chain(fitted, ease() as never)).toThrow(
    'chain: links must be fitted models or estimators, not both; got popular (model), ease (estimator).',
  );
});
