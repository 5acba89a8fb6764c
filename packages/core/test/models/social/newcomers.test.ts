/** People without history, known by attributes or friends; groups that nobody is in; graphs that lead nowhere. */

import { expect, test } from 'vitest';
import {
  type Attributes,
  decodeModel,
  demographic,
  demographicEntry,
  edgesFromRows,
  encodeModel,
  featuresFromRows,
  type Id,
  Interactions,
  interactionsFromRows,
  popular,
  social,
  socialEntry,
  socialMF,
  socialMFEntry,
} from '../../../src/index.ts';
import { rated } from '../../../testkit/pairs.ts';

const whole = interactionsFromRows(
  (
    [
      ['ann', 'tea', 5],
      ['ann', 'jam', 4],
      ['bob', 'tea', 4],
      ['bob', 'oil', 5],
      ['cat', 'saw', 5],
      ['cat', 'oil', 4],
      ['dan', 'saw', 4],
      ['dan', 'nut', 2],
      ['eve', 'oil', 3],
      ['eve', 'nut', 3],
    ] as const
  ).map(([user, item, value]) => ({ user, item, value })),
);
const { users, items, userItems, valueKind } = whole;
const data = new Interactions({
  users,
  items,
  userItems,
  valueKind,
  userFeatures: featuresFromRows([
    { id: 'ann', categories: { job: 'cook', age: '20' } },
    { id: 'bob', categories: { job: 'cook', age: '30' } },
    { id: 'cat', categories: { job: 'smith', age: '20' } },
    { id: 'dan', categories: { job: 'smith', age: '30' } },
    { id: 'zoe', categories: { job: 'cook', age: '20' } },
  ]),
  edges: edgesFromRows([
    ['zoe', 'cat'],
    ['cat', 'dan'],
    ['dan', 'cat'],
    ['zoe', 'zoe'],
    ['kim', 'ghost'],
    ['ghost', 'kim'],
    ['ann', 'bob', 4],
    ['ann', 'cat', 1],
  ]),
});
const equal = { strengths: 'equal', mismatch: 0 } as const;
const everyone = ['oil', 'tea', 'saw', 'nut', 'jam'];
const names = (list: readonly { item: Id }[] | undefined) => list?.map(({ item }) => item);

test('popularity and mean by group: a newcomer by attributes gets what the group has', async () => {
  const model = await demographic({ ...equal, damping: 0.001, attributes: 'job' }).fit(data);
  const cooks = { ratings: [], features: { job: 'cook' } };
  expect(names(model.recommend(cooks))?.slice(0, 3)).toEqual(['tea', 'oil', 'jam']);
  expect(names(model.recommend('zoe'))).toEqual(names(model.recommend(cooks)));
  const byMean = await demographic({ ...equal, ratingDamping: 0.001, attributes: 'job', ranking: 'rating' }).fit(data);
  expect(byMean.predict('zoe', 'tea')).toBeCloseTo(4.5, 2);
  expect(byMean.predict('zoe', 'oil')).toBeCloseTo(5, 2);
});

test('an unknown group falls back to everyone, ties in the order of the data', async () => {
  const model = await demographic({ ...equal }).fit(data);
  const list = await popular().fit(data);
  for (const features of [{ job: 'pirate', age: '99' }, {}, { job: '' }] as Attributes[])
    expect(names(model.recommend({ ratings: [], features }))).toEqual(names(list.recommend({ ratings: [] })));
  expect(names(model.recommend('eve', { keepSeen: true }))).toEqual(names(list.recommend({ ratings: [] })));
  expect(model.recommend('nobody')).toBeUndefined();
});

test('a number is of the highest level not above it, within reach of the last', async () => {
  const model = await demographic({ ...equal, attributes: 'age' }).fit(data);
  const of = (age: number | string) => model.scoreItems({ ratings: [], features: { age } });
  expect(of(24)).toEqual(of('20'));
  expect(of(61)).toEqual(of('30'));
  expect(of(24)).not.toEqual(of('30'));
  expect(of(99_000)).toEqual(of('pirate'));
});

test('an attribute that training lacks is refused with the nearest name; so are other wrong ones', async () => {
  const model = await demographic().fit(data);
  expect(() => model.recommend({ ratings: [], features: { jobs: 'cook' } })).toThrow(/no attribute "jobs" \(did you mean "job"\?\)/);
  await expect(demographic({ attributes: 'job+agee' }).fit(data)).rejects.toThrow(/no attribute "agee" \(did you mean "age"\?\)/);
  await expect(demographic({ ranking: 'rating' }).fit(new Interactions({ ...data, valueKind: 'none' }))).rejects.toMatchObject({
    code: 'missing-ratings',
  });
});

test('the reasons name what people share and how many they are, and add up', async () => {
  const model = await demographic({ strengths: 'equal' }).fit(data);
  const { score, because } = model.explain('zoe', 'tea')!;
  expect(because.find(({ attribute }) => attribute === 'age=20, job=cook')?.people).toBe(1);
  expect(because.find(({ attribute }) => attribute === 'job=cook')?.people).toBe(1);
  expect(because.find(({ attribute }) => attribute === 'everyone')?.people).toBe(2);
  expect(because.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 6);
});

test('friends answer for someone without history, and their friends with less weight', async () => {
  const model = await social({ damping: 0.001 }).fit(data);
  expect(names(model.recommend('zoe'))).toEqual(['saw', 'oil', 'nut', 'tea', 'jam']);
  expect(names(model.recommend({ ratings: [], friends: ['cat', 'cat', 'nobody'] }))).toEqual(names(model.recommend('zoe')));
  const near = await social({ damping: 0.001, depth: 1 }).fit(data);
  expect(near.scoreItems('zoe')![items.indexOf('nut') as number]).toBeLessThan(0.01);
  expect(model.explain('zoe', 'saw')?.because.map(({ user }) => user)).toEqual(['cat', 'dan', undefined]);
});

test('learning the damping ends when aborted, at its start or among the people who settle it', async () => {
  const controller = new AbortController();
  const training = social().fit(data, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(training).rejects.toThrow('enough');

  const ring = Array.from({ length: 40 }, (_, k) => ({ user: k, item: k % 3 }));
  const train = new Interactions({
    ...interactionsFromRows(ring),
    edges: edgesFromRows(ring.map(({ user }) => [user, (user + 1) % 40] as const)),
  });
  let looks = 0;
  const third = {
    aborted: false,
    throwIfAborted() {
      if (++looks === 3) throw new Error('at the third look');
    },
  };
  await expect(social().fit(train, { signal: third })).rejects.toThrow('at the third look');
  expect((await social().fit(train, { signal: new AbortController().signal })).state.damping).toBeGreaterThan(0);
});

test('trust weighs: the more trusted friend comes first', async () => {
  const model = await social({ damping: 0.001, depth: 1 }).fit(data);
  const because = model.explain('ann', 'oil')!.because.filter(({ user }) => user !== undefined);
  expect(because.map(({ user }) => user)).toEqual(['bob', 'cat']);
  expect(because[0].contribution / because[1].contribution).toBeCloseTo(4, 5);
});

test('without friends, with friends who have nothing, in a cycle, or with strangers only: what is popular', async () => {
  const model = await social().fit(data);
  for (const who of ['kim', 'ghost', { ratings: [] }, { ratings: [], friends: ['nobody'] }])
    expect(names(model.recommend(who))).toEqual(everyone);
  expect(model.recommend('stranger')).toBeUndefined();
  const lonely = await social().fit(new Interactions({ ...data, edges: edgesFromRows([['ann', 'ann']]) }));
  expect(names(lonely.recommend({ ratings: [] }))).toEqual(everyone);
});

test('case 14: all ratings equal, nothing is NaN', async () => {
  const flat = new Interactions({
    ...data,
    userItems: { ...userItems, values: new Float32Array(whole.size).fill(3) },
    ratingScale: undefined,
  });
  for (const estimator of [demographic({ ranking: 'rating' }), social({ ranking: 'rating' }), socialMF({ factors: 2 })]) {
    const model = await estimator.fit(flat);
    for (const user of ['ann', 'zoe']) for (const item of items.ids) expect(model.predict(user, item)).toBe(3);
  }
});

test('case 11: a newcomer whose items are unknown is still known by attributes or friends', async () => {
  const stranger: [Id, number][] = [['nowhere', 5]];
  expect((await demographic().fit(data)).recommend({ ratings: rated(stranger), features: { job: 'cook' } })?.length).toBe(5);
  expect((await social().fit(data)).recommend({ ratings: rated(stranger), friends: ['cat'] })?.length).toBe(5);
  expect((await socialMF({ factors: 2 }).fit(data)).recommend({ ratings: rated(stranger), friends: ['cat'] })?.length).toBe(5);
});

test('social-mf: someone without ratings stands where friends stand; stronger ties bring friends nearer', async () => {
  const distance = async (socialRegularization: number) => {
    const { state } = await socialMF({ factors: 2, socialRegularization }).fit(data);
    const at = (user: Id) => state.userFactors.values.subarray(2 * (state.users.indexOf(user) as number)).subarray(0, 2);
    const apart = (a: Id, b: Id) => Math.hypot(at(a)[0] - at(b)[0], at(a)[1] - at(b)[1]);
    return { friends: apart('ann', 'bob'), newcomer: apart('zoe', 'cat') };
  };
  const [loose, tight] = [await distance(0.1), await distance(50)];
  expect(tight.friends).toBeLessThan(loose.friends);
  expect(loose.newcomer).toBeLessThan(1e-2);
  const plain = await socialMF({ factors: 2, socialRegularization: 0 }).fit(data);
  expect(plain.predict('zoe', 'saw')).toBeUndefined(); // her friends tell nothing then
  expect(plain.predict({ ratings: [] }, 'saw')).toBeDefined();
});

test.each([
  ['demographic', demographic()],
  ['social', social()],
  ['social-mf', socialMF({ factors: 2 })],
] as const)('%s: people known without interactions survive a file', async (_name, estimator) => {
  const model = await estimator.fit(data);
  const loaded = decodeModel(encodeModel(model), [demographicEntry, socialEntry, socialMFEntry]);
  expect(loaded.recommend('zoe')).toEqual(model.recommend('zoe'));
  const newcomer = { ratings: [{ item: 'tea', value: 5 }], features: { job: 'cook' }, friends: ['cat'] };
  expect(loaded.recommend(newcomer)).toEqual(model.recommend(newcomer));
});
