/** Markov chain and sequential rules: formulas by hand, orders, sessions, bad input. */
import { describe, expect, test } from 'vitest';
import {
  decodeModel,
  encodeModel,
  type HistoryEntry,
  type InteractionRow,
  interactionsFromRows,
  item2vec,
  markovChain,
  markovChainEntry,
  sasrec,
  sequentialRules,
  sequentialRulesEntry,
} from '../../../src/index.ts';

/** "user:abc" in order, an hour apart; a dash is a pause of a day. */
const rowsOf = (text: string): InteractionRow[] =>
  text.split(' ').flatMap((history) => {
    const [user, way] = history.split(':');
    let timestamp = 0;
    const rows: InteractionRow[] = [];
    for (const item of way) {
      timestamp += item === '-' ? 86_400 : 3600;
      if (item !== '-') rows.push({ user, item, timestamp });
    }
    return rows;
  });
const train = interactionsFromRows(rowsOf('u:abc v:abd w:bac x:cd'));
const session = (way: string): { ratings: HistoryEntry[] } => ({ ratings: [...way].map((item) => ({ item })) });
const scoresOf = (scores: Float32Array | undefined) => Object.fromEntries(train.items.ids.map((item, i) => [item, scores?.[i]]));

describe('markov-chain', () => {
  const factorized = { prior: 'factorized', factors: 8, epochs: 60, negatives: 8, batchSize: 16, learningRate: 0.05 } as const;

  test('factorized: probabilities of what comes next add up to 1, and come near those of long counting', async () => {
    const long = interactionsFromRows(rowsOf(Array.from({ length: 60 }, (_, u) => `u${u}:${['abcd', 'bdca', 'cadb'][u % 3]}`).join(' ')));
    const afterA = async (smoothing: number): Promise<Float32Array> =>
      (await markovChain({ ...factorized, smoothing }).fit(long)).scoreItems(session('a')) as Float32Array;
    const [pure, counted] = [await afterA(1e6), await afterA(1e-3)];
    for (const scores of [pure, counted]) expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 4);
    // After a came b 20 times and d 20 times.
    expect(counted[long.items.indexOf('b') as number]).toBeCloseTo(0.5, 3);
    for (const [item, share] of [['b', 0.5], ['c', 0], ['d', 0.5]] as const) // biome-ignore format: one line
      expect(Math.abs(pure[long.items.indexOf(item) as number] - share), item).toBeLessThan(0.1);
  });

  test('factorized: an item that leads where others lead is likely to lead where they do', async () => {
    // p, q, r go to x, y, z alike, but p was never before z; s, t, u go to k, l, m.
    const ways = ['px', 'py', 'qx', 'qy', 'qz', 'rx', 'ry', 'rz', 'sk', 'sl', 'sm', 'tk', 'tl', 'tm', 'uk', 'ul', 'um'];
    const rows = rowsOf([...ways, ...ways, ...ways].map((way, k) => `${k}:${way}`).join(' '));
    const model = await markovChain({ ...factorized, smoothing: 5, factors: 3, regularization: 0.01 }).fit(interactionsFromRows(rows));
    const list = model.recommend(session('p'), { n: 3 });
    expect(list?.map(({ item }) => item)).toContain('z');
  });

  test('probabilities by hand, smoothed by popularity or alike', async () => {
    // After a came b twice and c once; a, b, c occur 3 times each, d twice, of 11.
    const popular = scoresOf((await markovChain({ smoothing: 2 }).fit(train)).scoreItems(session('ca')));
    for (const [item, count, share] of [['a', 0, 3], ['b', 2, 3], ['c', 1, 3], ['d', 0, 2]] as const) // biome-ignore format: one line
      expect(popular[item], item).toBeCloseTo((count + (2 * share) / 11) / 5, 6);
    const alike = scoresOf((await markovChain({ smoothing: 2, prior: 'uniform' }).fit(train)).scoreItems(session('a')));
    for (const [item, count] of [['a', 0], ['b', 2], ['c', 1], ['d', 0]] as const) // biome-ignore format: one line
      expect(alike[item], item).toBeCloseTo((count + 2 / 4) / 5, 6);
  });

  test('someone of training is asked about by their last item, and the reason is named', async () => {
    const model = await markovChain().fit(train);
    expect(model.scoreItems('x')).toEqual(model.scoreItems(session('d')));
    const because = model.explain(session('ab'), 'd')?.because ?? [];
    expect(because.map(({ item, attribute }) => item ?? attribute)).toEqual(['b', 'everyone']);
    expect(model.similarItems('a')?.map(({ item }) => item)).toEqual(['b', 'c']);
  });
});

describe('sequential-rules', () => {
  test('weights by hand: distance, age, both sides of a rule, backward', async () => {
    const settings = { window: 2, last: 2, normalization: 1, popularity: 0.5, backward: 0.5 };
    const scores = scoresOf((await sequentialRules(settings).fit(train)).scoreItems(session('ab')));
    // Rules of b: forward c 1 + ½, d 1, a 1; backward a ½ · 2.  Of a: forward b 2, c ½ + 1, d ½; backward b ½.
    const ofB = { a: 2, c: 1.5, d: 1 };
    const ofA = { b: 2.5, c: 1.5, d: 0.5 };
    const held = { a: 3, b: 3, c: 3, d: 2 };
    for (const item of ['a', 'b', 'c', 'd'] as const) {
      const share = ((ofB as Record<string, number>)[item] ?? 0) / 4.5 + (0.5 * ((ofA as Record<string, number>)[item] ?? 0)) / 4.5;
      expect(scores[item], item).toBeCloseTo(share / Math.sqrt(held[item]), 5);
    }
  });

  test('only the heaviest rules are kept; items of no rule stand behind, by popularity', async () => {
    const model = await sequentialRules({ rules: 1 }).fit(train);
    expect(model.similarItems('a')?.map(({ item }) => item)).toEqual(['b']);
    expect(model.recommend(session('a'))?.map(({ item }) => item)).toEqual(['b', 'c', 'd']);
  });

  test('the order of a session changes the list, and every item of it may be a reason', async () => {
    const model = await sequentialRules().fit(train);
    expect(model.recommend(session('ab'), { keepSeen: true })).not.toEqual(model.recommend(session('ba'), { keepSeen: true }));
    expect(model.explain(session('ab'), 'd')?.because.map(({ item, attribute }) => item ?? attribute)).toEqual(['b', 'a', 'everyone']);
    // An item met twice counts at both places.
    expect(model.scoreItems(session('aba'))).not.toEqual(model.scoreItems(session('ba')));
  });
});

test('a session ends at a pause: no pair goes across it, and only what came after it counts', async () => {
  const rows = rowsOf('u:ab-cd v:ab-cd w:b-a');
  for (const create of [markovChain, sequentialRules]) {
    const whole = await create().fit(interactionsFromRows(rows));
    const parts = await create({ sessionGap: 12 }).fit(interactionsFromRows(rows));
    expect(whole.similarItems('b')?.map(({ item }) => item)).toContain('c');
    expect(parts.similarItems('b')).toEqual([]);
    const timed = ['a', 'c'].map((item, at) => ({ item, timestamp: at * 86_400 }));
    expect(parts.scoreItems({ ratings: timed })).toEqual(parts.scoreItems(session('c')));
    expect(parts.scoreItems('w')).toEqual(parts.scoreItems(session('a')));
  }
  const rules = await sequentialRules().fit(interactionsFromRows(rows));
  expect(rules.scoreItems({ ratings: ['a', 'c'].map((item, at) => ({ item, timestamp: at * 86_400 })) })).toEqual(
    rules.scoreItems(session('ac')),
  );
});

describe.each([
  ['markov-chain', markovChain],
  ['sequential-rules', sequentialRules],
])('%s', (_, create) => {
  test('bad input: no times, unknown items alone, one event, half of the times, negative weights', async () => {
    await expect(create().fit(interactionsFromRows([{ user: 'u', item: 'a' }]))).rejects.toMatchObject({ code: 'missing-timestamps' });
    const partly = interactionsFromRows([...rowsOf('u:ab'), { user: 'u', item: 'c', timestamp: undefined }]);
    await expect(create().fit(partly)).rejects.toThrow(
      '1 of 3 interactions have no timestamp; give every row one (--columns user,item,timestamp',
    );
    const model = await create().fit(train);
    expect(model.recommend(session('xyz'))).toBeUndefined();
    expect(model.recommend({ ratings: [] })).toBeUndefined();
    const single = await create().fit(interactionsFromRows(rowsOf('u:a v:ab w:c')));
    expect(single.recommend('u')?.[0].item).toBe('b');
    // Nothing ever came after c: everyone's popular items.
    expect(single.recommend('w')?.map(({ item }) => item)).toEqual(['a', 'b']);
    const half = { ratings: [{ item: 'a', timestamp: 1 }, { item: 'b' }] };
    expect(() => model.recommend(half)).toThrow(
      '1 of 2 events of the history have a timestamp; give all of them one, or none and tell the oldest first.',
    );
    expect(() => model.recommend({ ratings: [{ item: 'a', value: -1 }] })).toThrow(expect.objectContaining({ code: 'negative-weight' }));
    expect(() => model.recommend({ ratings: [{ item: 'a', timestamp: Number.NaN }] })).toThrow(
      expect.objectContaining({ code: 'invalid-value' }),
    );
  });
});

test('a file whose recent items are none of the model is refused', async () => {
  for (const [create, entry] of [
    [markovChain, markovChainEntry],
    [sequentialRules, sequentialRulesEntry],
  ] as const) {
    // biome-ignore format: one line
    const model = await create().fit(train);
    const state = { ...model.state, recent: model.state.recent.map(() => 99) };
    const broken = { ...model, name: model.name, users: model.users, items: model.items, state };
    expect(() => decodeModel(encodeModel(broken), [entry])).toThrow(expect.objectContaining({ code: 'invalid-state' }));
  }
});

test.each([
  ['markovChain', markovChain()],
  ['sequentialRules', sequentialRules()],
  ['item2vec', item2vec({ epochs: 1 })],
  ['sasrec', sasrec({ epochs: 1, factors: 4 })],
])('%s tells where nobody met two items one after the other, and is silent elsewhere', async (factory, estimator) => {
  const notes: string[] = [];
  const onNote = (note: string) => void notes.push(note);
  await estimator.fit(train, { onNote });
  expect(notes).toEqual([]);
  await estimator.fit(interactionsFromRows(rowsOf('u:a v:b w:a')), { onNote });
  expect(notes).toEqual([
    `${factory}: nobody met two items one after the other, so nothing is learned of what follows what; take popular, or check the times and the users.`,
  ]);
});
