/** `describe`: what the data can teach, and which models to try first. */
import { expect, test } from 'vitest';
import { inProcess } from './in-process.ts';
import { folder } from './run.ts';

const { file } = folder();
const day = 86_400;
const start = 1_600_000_000;
type Row = readonly (string | number)[];
const csv = (name: string, head: string, rows: readonly Row[]): string =>
  file(name, `${head}\n${rows.map((row) => row.join(',')).join('\n')}\n`);
async function described(...words: string[]) {
  const [{ stdout, code }, shown] = [await inProcess(['describe', ...words, '--json']), await inProcess(['describe', ...words])];
  expect([code, shown.code]).toEqual([0, 0]);
  return { ...JSON.parse(stdout), text: shown.stdout };
}
/** Everyone has 12 of 30 items, of which half are met by two tastes; nothing hangs on order. */
const tastes = (rating: boolean): readonly Row[] =>
  Array.from(
    { length: 60 },
    (_, u) =>
    Array.from({ length: 12 }, (_item, k) => [`u${u}`, `i${(u * 13 + k * k * 7 + k) % 30}`, ...(rating ? [((u + k) % 5) + 1] : []), start + ((u * 31 + k * 17) % 97) * day]), // biome-ignore format: one line
  ).flat();

test('enough of everything: lists by items and factors, stars by svd', async () => {
  const path = csv('tastes.csv', 'user,item,rating,timestamp', tastes(true));
  const { advice, cold, newness, order, text } = await described(path);
  expect(advice.models).toEqual(['ease', 'implicit-als', 'svd', 'bias']);
  await adviceRuns(path, advice.evaluate);
  expect(advice.evaluate).toMatch(/^--split per-user:0.8 --relevant ">=\d" --model popular --model ease/);
  expect(cold).toMatchObject({ under: 5, users: 0, items: 0 });
  expect(newness.spanSeconds).toBe(96 * day);
  expect(order.people).toBe(60);
  expect(text).toMatch(/concentration +Gini [\d.]+; the top hundredth of the items holds/);
  expect(text).toMatch(/under 5 interactions +0 users \(0\.0 %\), 0 items \(0\.0 %\)/);
  expect(text).toMatch(/time span +96 days; in its later half first appear/);
  expect(text).toMatch(/order +says little of what comes next: by the item before alone \d/);
  expect(text).toMatch(
    /try first +ease, implicit-als, svd, bias: for lists ease and implicit-als: most of what people do is with items that enough others have; for predicted stars svd, with the bar of bias/,
  );
});

async function adviceRuns(path: string, evaluate: string, ...more: string[]): Promise<void> {
  const quick = evaluate.replaceAll('"', '').replace('--model sasrec', '--model sasrec:epochs=1,factors=8').split(' ');
  const { code, stderr } = await inProcess(['evaluate', path, ...quick, ...more]);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
}

test('likes without times: order is unknown', async () => {
  const { advice, newness, order, text } = await described(csv('likes.csv', 'user,item', tastes(false).map((row) => row.slice(0, 2)))); // biome-ignore format: one line
  expect([advice.models, newness, order]).toEqual([['ease', 'implicit-als'], undefined, undefined]);
  expect(text).toMatch(/order +unknown: times tell none/);
  expect(text).not.toContain('time span');
});

test('order says what comes next: models of sequences', async () => {
  const rows = Array.from({ length: 60 }, (_, u) => Array.from({ length: 8 }, (_step, k) => [`u${u}`, `i${(u * 7 + k) % 40}`, start + k * day])).flat(); // biome-ignore format: one line
  const path = csv('circle.csv', 'user,item,timestamp', rows);
  const { advice, order, text } = await described(path);
  await adviceRuns(path, advice.evaluate);
  expect(advice.models).toEqual(['sequential-rules', 'markov-chain', 'sasrec']);
  expect(advice.evaluate).toContain('--split leave-last:2');
  expect(order.kept).toBe(1);
  expect(text).toMatch(
    /order +says what comes next: by the item before alone 100\.0 % of the last items are among 10, with histories shuffled \d/,
  );
  // Places in a row instead of moments still tell the order, and no span of time.
  const places = await described(csv('places.csv', 'user,item,timestamp', rows.map(([user, item, time]) => [user, item, (Number(time) - start) / day + 1]))); // biome-ignore format: one line
  expect([places.order.kept, places.newness]).toEqual([1, undefined]);
  expect(places.text).not.toContain('time span');
});

test('much is with rare items: what describes them, where they are described', async () => {
  const rows = Array.from({ length: 60 }, (_, u) => Array.from({ length: 10 }, (_step, k) => [`u${u}`, `i${(u * 10 + k) % 199}`])).flat();
  const path = csv('rare.csv', 'user,item', rows);
  const { advice } = await described(path);
  expect(advice.models).toEqual(['ease', 'implicit-als']);
  expect(advice.why).toMatch(/100 % of the interactions are with items that have fewer than 5: .*--item-features, then content/);
  const features = csv(
    'features.csv',
    'item,genre',
    Array.from({ length: 199 }, (_, i) => [`i${i}`, i % 3 ? 'x' : 'y']),
  );
  await adviceRuns(path, advice.evaluate);
  const told = await described(path, '--item-features', features);
  await adviceRuns(path, told.advice.evaluate, '--item-features', features);
  expect(told.advice.models).toEqual(['content', 'feature-als', 'implicit-als']);
});

test('items that are young: split by time; too little: popular', async () => {
  const rows = tastes(false).map(([user, item, time]) => [user, item, Number(String(item).slice(1)) % 2 ? Number(time) : start + 50 * day + (Number(time) % (46 * day))]); // biome-ignore format: one line
  const { advice, newness } = await described(
    csv('young.csv', 'user,item,timestamp', [...rows, ['u1', 'i1', start], ['u1', 'i3', start + 96 * day]]),
  );
  expect(newness.itemShare).toBeGreaterThanOrEqual(0.4);
  expect(advice.why).toMatch(/\d\d % of the items are younger than half of the time: split by time, and train often\.$/);
  expect(advice.evaluate).toContain(advice.models[0] === 'sequential-rules' ? 'leave-last:2' : '--split time:0.8');
  const few = await described(csv('few.csv', 'user,item', [['a', 'x'], ['b', 'x'], ['b', 'y']])); // biome-ignore format: one line
  expect(few.advice).toMatchObject({ models: ['popular'], evaluate: '--model popular --model random' });
});
