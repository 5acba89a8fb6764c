import { implicitALS, interactionsFromRows, popular } from '@likewise/core';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { Serving } from '../../src/server/serving/serving.ts';
import { popularOnly, shelf, TogetherModel, titles, together } from './film-club.ts';

interface Answer {
  readonly user?: string;
  readonly source: string;
  readonly items: {
    item: string | number;
    title?: string;
    score: number;
    source?: string;
    because?: { item: string; contribution: number }[];
  }[];
  readonly notes?: string[];
}

let app: FastifyInstance;
beforeAll(async () => {
  app = await createApp(new Serving(await together(titles)));
});
afterAll(() => app.close());

async function get(url: string, from = app): Promise<Answer> {
  const response = await from.inject(url);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}
async function post(payload: object, from = app): Promise<Answer> {
  const response = await from.inject({ method: 'POST', url: '/v1/recommendations', payload });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}
const ids = (answer: Answer) => answer.items.map(({ item }) => item);

test('a low rating is no like to a model of likes, as on the command line', async () => {
  const model = await implicitALS({ factors: 3 }).fit(shelf);
  const fallback = await popular().fit(shelf);
  const liking = await createApp(new Serving({ model, fallback, origin: { valueKind: 'none', positive: '>=4' } }));
  const plain = await createApp(new Serving({ model, fallback, origin: { valueKind: 'none' } }));
  const ratings = [
    { item: 'b', value: 5 },
    { item: 'd', value: 1 },
  ];
  const answer = await post({ ratings }, liking);
  const alone = await post({ ratings: [{ item: 'b' }] }, liking);
  expect(answer.items).toEqual(alone.items.filter(({ item }) => item !== 'd'));
  expect(answer.notes).toEqual([expect.stringMatching(/^1 of the ratings is not >=4/)]);
  expect(alone.notes).toBeUndefined();
  expect(ids(await post({ ratings: [{ item: 'b', value: 1 }] }, liking))).not.toContain('b');
  const counted = await post({ ratings }, plain);
  expect(counted.notes).toEqual([expect.stringMatching(/every item counts 1/)]);
  expect(counted.items).toEqual((await post({ ratings: ratings.map(({ item }) => ({ item })) }, plain)).items);
  await Promise.all([liking.close(), plain.close()]);
});

describe('by id', () => {
  test('the model answers for whom it knows, without what they have', async () => {
    const answer = await get('/v1/recommendations/w?n=3');
    expect(answer).toEqual({
      user: 'w',
      source: 'together',
      items: [
        { item: 'first', title: 'Amélie (2001)', score: 2 },
        { item: 'd', score: 2 },
        { item: 'e', score: 2 },
      ],
    });
  });

  test('keepSeen keeps what they have', async () => {
    expect(ids(await get('/v1/recommendations/w?keepSeen=true'))).toContain('b');
    expect(ids(await get('/v1/recommendations/w?keepSeen=false'))).not.toContain('b');
  });

  test('exclude is one id each, never split at commas', async () => {
    expect(ids(await get('/v1/recommendations/w?exclude=first&exclude=d'))).toEqual(['e', 'f']);
    expect(ids(await get('/v1/recommendations/w?exclude=first,d'))).toEqual(['first', 'd', 'e', 'f']);
  });

  test('explain gives the reasons of each item, with titles; they add up to the score', async () => {
    const { items } = await get('/v1/recommendations/w?explain=true');
    expect(items[0].because).toEqual([
      { item: 'b', title: 'The Third Man (1949)', contribution: 1 },
      { item: 'c', title: 'Man on Wire (2008)', contribution: 1 },
    ]);
    for (const { score, because } of items) expect(because?.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(score);
  });

  test('a fallback that cannot explain says so', async () => {
    const answer = await get('/v1/recommendations/nobody?explain=true');
    expect(answer.notes).toEqual(['popular gives no explanations']);
  });

  test('case 24: someone unknown gets as many as asked for; asked for many, each item once', async () => {
    expect(ids(await get('/v1/recommendations/n1?n=3'))).toEqual(['first', 'b', 'c']);
    const all = ids(await get('/v1/recommendations/n1?n=500'));
    expect(all).toHaveLength(6);
    expect(new Set(all).size).toBe(6);
  });

  test.each(['n1', 'w', 'x'])('case 24: pages of 2 for %s add up to the whole list', async (user) => {
    const whole = (await get(`/v1/recommendations/${user}?n=500`)).items;
    const pages = [];
    for (let offset = 0; ; offset += 2) {
      const page = (await get(`/v1/recommendations/${user}?n=2&offset=${offset}`)).items;
      if (page.length === 0) break;
      pages.push(...page);
    }
    expect(pages).toEqual(whole);
  });

  test('case 25: the answer says which link of the chain gave it', async () => {
    expect((await get('/v1/recommendations/w')).source).toBe('together');
    expect((await get('/v1/recommendations/nobody')).source).toBe('popular, no history');
  });

  test('nothing left is an empty list with a word', async () => {
    const answer = await get('/v1/recommendations/all?n=5');
    expect(answer.items).toEqual([]);
    expect(answer.notes).toEqual(['no item is left to recommend']);
  });

  test.each([
    ['180 letters', 'x'.repeat(180)],
    ['60 Persian letters', 'پ'.repeat(60)],
    ['3,000 letters', 'y'.repeat(3000)],
    ['a slash', 'team/42'],
    ['an escape that looks escaped', 'a%2Fb'],
    ['everything', ' ?#&=+;:@"\\<>😀\u0000\n'],
    ['leading zeros', '007'],
    ['digits beyond 2^53', '9007199254740993'],
  ])('case 26: user is exactly what was asked: %s', async (_name, user) => {
    expect((await get(`/v1/recommendations/${encodeURIComponent(user)}`)).user).toBe(user);
  });

  test('an id is looked up as text first, then as the number it spells', async () => {
    const rows = [
      { user: 7, item: 1 },
      { user: 7, item: 2 },
      { user: '8', item: 2 },
      { user: 8, item: 3 },
      { user: 9, item: 3 },
      { user: 9, item: 1 },
    ];
    const train = interactionsFromRows(rows);
    const numbers = await createApp(new Serving({ model: new TogetherModel(train), fallback: await popular().fit(train) }));
    expect(await get('/v1/recommendations/7', numbers)).toMatchObject({ user: '7', source: 'together', items: [{ item: 3 }] });
    expect((await get('/v1/recommendations/007', numbers)).source).toBe('popular, no history');
    expect(ids(await get('/v1/recommendations/8', numbers)), 'the text "8" has item 2, the number has 3').toContain(3);
    expect(ids(await get('/v1/recommendations/7?exclude=3', numbers))).toEqual([]);
    expect(ids(await post({ ratings: [{ item: '1' }] }, numbers))).toEqual([2, 3]);
    await numbers.close();
  });

  test('where the model’s list ends, the fallback fills up to n, and each such item says so', async () => {
    const train = interactionsFromRows([
      { user: 'u', item: 'a' },
      { user: 'u', item: 'b' },
      { user: 'v', item: 'a' },
      { user: 'v', item: 'c' },
      { user: 'v', item: 'd' },
    ]);
    const few = interactionsFromRows([
      { user: 'u', item: 'a' },
      { user: 'v', item: 'a' },
      { user: 'v', item: 'c' },
    ]);
    const chain = await createApp(new Serving({ model: new TogetherModel(few), fallback: await popular().fit(train) }));
    const { source, items } = await get('/v1/recommendations/u', chain);
    expect(source).toBe('together');
    expect(items).toEqual([
      { item: 'c', score: 1 },
      { item: 'd', score: 1, source: 'popular' },
    ]);
    expect((await get('/v1/recommendations/u?offset=1', chain)).items).toEqual([{ item: 'd', score: 1, source: 'popular' }]);
    expect(ids(await get('/v1/recommendations/u?n=1', chain))).toEqual(['c']);
    await chain.close();
  });

  test.each([1, 2, 3])('pages of %i go on in the fallback’s part where they left off', async (n) => {
    const few = interactionsFromRows([
      { user: 'w', item: 'b' },
      { user: 'x', item: 'b' },
      { user: 'x', item: 'd' },
    ]);
    const chain = await createApp(new Serving({ ...(await together(titles)), model: new TogetherModel(few) }));
    const whole = (await get('/v1/recommendations/w?n=500', chain)).items;
    expect(whole.map(({ item, source, title }) => [item, source, title])).toEqual([
      ['d', undefined, undefined],
      ['first', 'popular', 'Amélie (2001)'],
      ['e', 'popular', undefined],
      ['f', 'popular', undefined],
    ]);
    const pages = [0, 1, 2, 3, 4].map(async (page) => (await get(`/v1/recommendations/w?n=${n}&offset=${page * n}`, chain)).items);
    expect((await Promise.all(pages)).flat()).toEqual(whole);
    await chain.close();
  });

  test('what the model saw someone with is not offered by a fallback that does not know them', async () => {
    const model = new TogetherModel(shelf);
    model.recommend = () => undefined;
    const others = interactionsFromRows(['first', 'b', 'c', 'g'].map((item) => ({ user: 'new', item })));
    const chain = await createApp(new Serving({ model, fallback: await popular().fit(others) }));
    const answer = await get('/v1/recommendations/w', chain);
    expect([answer.source, ids(answer)]).toEqual(['popular, nothing learned by together', ['first', 'g']]);
    expect(ids(await get('/v1/recommendations/w?keepSeen=true', chain))).toEqual(['first', 'b', 'c', 'g']);
    await chain.close();
  });

  test('of whom the model learned nothing, the fallback answers, without what they have', async () => {
    const parts = await together();
    const model = new TogetherModel(shelf);
    model.recommend = () => undefined;
    const silent = await createApp(new Serving({ ...parts, model }));
    const answer = await get('/v1/recommendations/w', silent);
    expect(answer.source).toBe('popular, nothing learned by together');
    expect(ids(answer)).toEqual(['first', 'd', 'e', 'f']);
    expect((await post({ ratings: [{ item: 'first' }] }, silent)).items.map(({ item }) => item)).not.toContain('first');
    await silent.close();
  });

  test('whom only the fallback knows', async () => {
    const few = interactionsFromRows([{ user: 'all', item: 'b' }]);
    const parts = await together();
    const chain = await createApp(new Serving({ ...parts, model: new TogetherModel(few) }));
    expect(await get('/v1/recommendations/x?n=1', chain)).toMatchObject({ source: 'popular, unknown to together', items: [{ item: 'b' }] });
    await chain.close();
  });

  test('with popular alone, its list leaves out what the person has', async () => {
    const alone = await createApp(new Serving(await popularOnly()));
    expect(await get('/v1/recommendations/w', alone)).toMatchObject({
      source: 'popular',
      items: [{ item: 'first', score: 3 }, { item: 'd' }, {}, {}],
    });
    await alone.close();
  });
});

describe('by ratings', () => {
  test('folds in, leaves out what was rated, stores nothing', async () => {
    const answer = await post({ ratings: [{ item: 'c', value: 2 }], n: 2 });
    expect(answer).toEqual({
      source: 'together',
      items: [
        { item: 'b', title: 'The Third Man (1949)', score: 4 },
        { item: 'first', title: 'Amélie (2001)', score: 2 },
      ],
    });
    expect(await post({ ratings: [{ item: 'c', value: 2 }], n: 2 })).toEqual(answer);
  });

  test('candidates, exclude, keepSeen, offset', async () => {
    expect(ids(await post({ ratings: [{ item: 'c' }], candidates: ['d', 'e', 'ghost'] }))).toEqual(['d', 'e']);
    expect(ids(await post({ ratings: [{ item: 'c' }], candidates: [] }))).toEqual([]);
    expect(ids(await post({ ratings: [{ item: 'c' }], exclude: ['b', 'ghost'], n: 1 }))).toEqual(['first']);
    expect(ids(await post({ ratings: [{ item: 'c' }], keepSeen: true }))).toContain('c');
    expect(ids(await post({ ratings: [{ item: 'c' }], offset: 1, n: 2 }))).toEqual(['first', 'd']);
  });

  test('the history reaches the model in its order, with values and times', async () => {
    const model = new TogetherModel(shelf);
    const asked: unknown[] = [];
    const original = model.recommend.bind(model);
    model.recommend = (who, options) => {
      asked.push(who);
      return original(who, options);
    };
    const listening = await createApp(new Serving({ ...(await together()), model }));
    const ratings = [{ item: 'd', value: 2, timestamp: 200 }, { item: 'b', timestamp: 100 }, { item: 'ghost' }];
    await post({ ratings }, listening);
    expect(asked).toEqual([{ ratings }]);
    await listening.close();
  });

  test('of an item rated twice the last counts', async () => {
    const twice = await post({
      ratings: [
        { item: 'c', value: 9 },
        { item: 'c', value: 2 },
      ],
      n: 1,
    });
    expect(twice.items[0].score).toBe(4);
  });

  test('unknown items are named; with none known the fallback answers', async () => {
    const some = await post({ ratings: [{ item: 'b' }, { item: 'ghost' }] });
    expect(some).toMatchObject({ source: 'together', notes: ['not known to the model: "ghost"'] });
    const none = await post({ ratings: [{ item: 'ghost' }] });
    expect(none).toMatchObject({ source: 'popular, no known item in ratings', notes: ['not known to the model: "ghost"'] });
    expect((await post({ ratings: [] })).source).toBe('popular, no history');
  });

  test('explain names the ratings that brought each item', async () => {
    const { items } = await post({ ratings: [{ item: 'b' }], n: 1, explain: true });
    expect(items[0].because).toEqual([{ item: 'b', title: 'The Third Man (1949)', contribution: 2 }]);
  });
});

describe('popular', () => {
  test('is the fallback’s list', async () => {
    expect(await get('/v1/popular?n=2')).toEqual({
      source: 'popular',
      items: [
        { item: 'first', title: 'Amélie (2001)', score: 3 },
        { item: 'b', title: 'The Third Man (1949)', score: 2 },
      ],
    });
    expect(ids(await get('/v1/popular?n=2&offset=1&exclude=b'))).toEqual(['c', 'd']);
  });
});
