/** Blend: sums by hand, members as texts and in code, weights, what members know alone, files, bad input. */
import { describe, expect, test } from 'vitest';
import {
  blend,
  blendEntry,
  blendEntryOf,
  blendMembers,
  bpr,
  can,
  content,
  decodeModel,
  type EpochReport,
  ease,
  easeEntry,
  encodeModel,
  featuresFromRows,
  type Interactions,
  interactionsFromRows,
  itemKNN,
  popular,
  popularEntry,
  random,
  sequentialRules,
  sequentialRulesEntry,
  svd,
} from '../../../src/index.ts';
import { modelCatalog } from '../../../src/models/catalog.ts';
import { estimatorsOf } from '../../../src/models/several/blend/options.ts';

/** Rows "user:abc", each an hour after the one before. */
const dataOf = (text: string, timed = true): Interactions =>
  interactionsFromRows(
    text.split(' ').flatMap((history) => {
      const [user, way] = history.split(':');
      return [...way].map((item, k) => ({ user, item, ...(timed && { timestamp: 3600 * (k + 1) }) }));
    }),
  );
const train = dataOf('u:abc v:abd w:bac x:cd y:abce z:de');
const [rules, walks] = [() => sequentialRules({ window: 2 }), () => ease({ regularization: 2 })];

/** Where everyone goes round the same way, the last step is told by the way and not by how popular items are. */
const rounds = (timed = true): Interactions =>
  dataOf(
    Array.from({ length: 24 }, (_, u) => `u${u}:${Array.from({ length: 5 }, (_, k) => 'abcdefghijkl'[(u + k) % 12]).join('')}`).join(' '),
    timed,
  );

describe('sums', () => {
  test('scores from 0 to 1 over what the user does not have, each member times its weight', async () => {
    const model = await blend({ models: [rules(), walks()], weights: [3, 1] }).fit(train);
    const members = [await rules().fit(train), await walks().fit(train)];
    const open = [2, 3, 4];
    const expected = members.map((member) => {
      const scores = member.scoreItems({ ratings: [{ item: 'a' }, { item: 'b' }] }) as Float32Array;
      const [least, most] = [Math.min, Math.max].map((of) => of(...open.map((item) => scores[item])));
      return open.map((item) => (scores[item] - least) / (most - least));
    });
    const scores = model.scoreItems({ ratings: [{ item: 'a' }, { item: 'b' }] }) as Float32Array;
    for (const [k, item] of open.entries()) expect(scores[item]).toBeCloseTo(0.75 * expected[0][k] + 0.25 * expected[1][k], 5);
  });

  test('rrf: 1 / (k + rank) of each list, items of equal score at the same rank', async () => {
    const model = await blend({ models: [popular(), walks()], method: 'rrf', rankConstant: 2, weights: [1, 1] }).fit(train);
    // Of c, d, e, which u2 does not have, c occurs 4 times, d 3, e 2.
    const scores = model.scoreItems({ ratings: [{ item: 'a' }, { item: 'b' }] }) as Float32Array;
    const own = (await walks().fit(train)).scoreItems({ ratings: [{ item: 'a' }, { item: 'b' }] }) as Float32Array;
    const rankOf = (item: number): number => 1 + [2, 3, 4].filter((other) => own[other] > own[item]).length;
    for (const [place, item] of [2, 3, 4].entries()) expect(scores[item]).toBeCloseTo(0.5 / (2 + place + 1) + 0.5 / (2 + rankOf(item)), 6);
    const twins = await blend({ models: [popular(), popular()], method: 'rrf' }).fit(dataOf('u:ab v:ac'));
    const [, b, c] = twins.scoreItems({ ratings: [{ item: 'a' }] }) as Float32Array;
    expect(b).toBe(c);
  });

  test('who is unknown to one member is answered by the other; who is unknown to all by none', async () => {
    const model = await blend({ models: [rules(), popular()] }).fit(train);
    expect(model.scoreItems({ ratings: [] })).toEqual(
      (await blend({ models: [popular(), rules()] }).fit(train)).scoreItems({ ratings: [] }),
    );
    expect((await blend({ models: [rules(), walks()] }).fit(train)).scoreItems({ ratings: [] })).toBeUndefined();
  });

  test('answers someone new only where all members do', async () => {
    const model = await blend({ models: [rules(), random()] }).fit(train);
    expect([can(model, 'fold-in'), can(model, 'recommend')]).toEqual([false, true]);
    expect(model.scoreItems({ ratings: [{ item: 'a' }] })).toBeUndefined();
    expect(model.recommend('u')).toHaveLength(2);
  });

  test('an item that only one member knows is listed by that one', async () => {
    const described = train.with({
      itemFeatures: featuresFromRows(
        ['a', 'b', 'c', 'd', 'e', 'new'].map((id, k) => ({ id, categories: { kind: [k % 2 ? 'odd' : 'even'] } })),
      ),
    });
    const model = await blend({ models: [rules(), content()] }).fit(described);
    expect(model.items.ids).toEqual(['a', 'b', 'c', 'd', 'e', 'new']);
    expect(model.recommend('u')?.map(({ item }) => item)).toContain('new');
    const loaded = decodeModel(encodeModel(model), modelCatalog);
    expect((loaded as typeof model).recommend('u')).toEqual(model.recommend('u'));
  });

  test('reasons of members are one list: an item that two of them name is one reason', async () => {
    const model = await blend({ models: [rules(), walks(), random()] }).fit(train);
    const { score, because } = model.explain('u', 'd') as NonNullable<ReturnType<typeof model.explain>>;
    const named = because.map(({ item, attribute }) => item ?? attribute);
    expect(new Set(named).size).toBe(named.length);
    // From 0 to 1 over d and e: of one of them random says nothing.
    expect(['d', 'e'].flatMap((item) => model.explain('u', item)?.because.map(({ attribute }) => attribute))).toContain('random');
    expect(named).toContain('b');
    expect(score).toBeCloseTo((model.scoreItems('u') as Float32Array)[3], 6);
  });
});

describe('members', () => {
  test('as text, with options after colons, they are those in code', async () => {
    const texts = blendEntry.create({ models: 'sequential-rules:window=2+ease:regularization=2', weights: '3+1' });
    const code = blend({ models: [rules(), walks()], weights: [3, 1] });
    expect(code.settings.weights).toBe(texts.settings.weights);
    const [a, b] = [await texts.fit(train), await code.fit(train)];
    for (const user of train.users.ids) expect(a.recommend(user)).toEqual(b.recommend(user));
    // What code says of itself is the text that makes the same again.
    expect((await blendEntry.create(code.settings).fit(train)).recommend('u')).toEqual(b.recommend('u'));
  });

  test('a + within a value belongs to the value; presets and seeds go to the members', () => {
    const of = (models: string) => estimatorsOf(blendMembers(models), { ...blendEntry.create().settings, models, seed: 7 });
    expect(of('content:fields=kind+plot+ease').map(({ settings }) => settings)).toMatchObject([{ fields: 'kind+plot' }, {}]);
    expect(of('sequential-rules:preset=ml-1m:window=3+bpr:seed=2+bpr').map(({ settings }) => settings)).toMatchObject([
      { window: 3, normalization: 0.8 },
      { seed: 2 },
      { seed: 7 },
    ]);
  });

  test.each([
    ['ease', 'blend: models must be two or more names of models joined by +, as in ease+implicit-als; got "ease".'],
    ['ease+eese', 'unknown model "eese" (did you mean "ease"?)'],
    ['ease:windw=3+bpr', 'ease: unknown option "windw"'],
    ['ease:preset=mine+bpr', 'ease: unknown preset "mine"'],
    ['ease+blend', 'unknown model "blend"'],
    ['ease+svd', 'blend: models must be models that rank by what people had or liked; got "svd", which learns from ratings.'],
    ['ease:3+bpr', 'options are written name=value; got "3"'],
  ])('refuses %s', (models, message) => {
    expect(() => blendEntry.create({ models })).toThrow(message);
  });

  test.each(['', '1', '1+2+3', '1+x', '1+', '-1+2', '0+0', 'best', 'Infinity+1'])('refuses the weights "%s"', (weights) => {
    expect(() => blendEntry.create({ models: 'ease+popular', weights })).toThrow('blend: weights must be equal, tuned, or 2 numbers ≥ 0');
  });

  test('a member that learns from ratings says so when it is fitted', async () => {
    await expect(blend({ models: [ease(), svd()] }).fit(train)).rejects.toMatchObject({ code: 'missing-ratings' });
  });
});

describe('tuned weights', () => {
  test('by the last item of each user where all have times', async () => {
    const { state } = await blend({ models: [random({ seed: 1 }), sequentialRules()], weights: 'tuned', method: 'rrf' }).fit(rounds());
    expect(state.weights[1]).toBeGreaterThan(0.7);
    expect(state.weights[0] + state.weights[1]).toBeCloseTo(1, 12);
  });

  test('by a seeded share of the rows where not', async () => {
    const fit = (options: object) => blend({ models: [random(), itemKNN()], weights: 'tuned', ...options }).fit(rounds(false));
    const weights = async (options: object): Promise<string> => String((await fit(options)).state.weights);
    expect((await fit({})).state.weights[1]).toBeGreaterThan(0.5);
    const shares = await Promise.all([0.05, 0.1, 0.3, 0.5].map((validation) => weights({ validation })));
    expect(new Set(shares).size).toBeGreaterThan(1);
    const seeds = await Promise.all([0, 1, 2, 3].map((seed) => weights({ seed })));
    expect(new Set(seeds).size).toBeGreaterThan(1);
  });

  test('are refused where nothing can be held out', async () => {
    const fit = blend({ models: [popular(), random()], weights: 'tuned' }).fit(dataOf('u:a v:b'));
    await expect(fit).rejects.toMatchObject({ code: 'empty-part', message: expect.stringContaining('nobody has two items') });
  });

  test('epochs of all members, held-out ones first, are told as of one training', async () => {
    const reports: EpochReport[] = [];
    const onEpoch = (report: EpochReport): void => void reports.push(report);
    await blend({ models: [popular(), bpr({ epochs: 3 })], weights: 'tuned' }).fit(rounds(), { onEpoch });
    expect(reports.map(({ epoch, epochs }) => `${epoch}/${epochs}`)).toEqual(['1/8', '2/8', '3/8', '4/8', '5/8', '6/8', '7/8', '8/8']);
  });
});

describe('files', () => {
  test('are read by the entries of the members; ids and what was seen stand there once', async () => {
    const model = await blend({ models: [rules(), walks()] }).fit(train);
    const bytes = encodeModel(model);
    const loaded = decodeModel(bytes, [blendEntryOf([sequentialRulesEntry, easeEntry])]);
    for (const user of train.users.ids) expect(loaded.recommend(user)).toEqual(model.recommend(user));
    expect(Object.keys(model.state).filter((key) => /users|items|seen/.test(key))).toEqual(['users', 'items', 'seen']);
    expect(() => decodeModel(bytes, [blendEntryOf([popularEntry])])).toThrow(
      'blend: members must be models whose entries were given: popular',
    );
  });
});
