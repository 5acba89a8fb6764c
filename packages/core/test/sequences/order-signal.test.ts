/** Whether order says what comes next: found where it does, not found where it does not, and never from the order of rows. */
import { expect, test } from 'vitest';
import { interactionsFromRows, orderSignal, seededRandom } from '../../src/index.ts';

const item = (i: number): string => `i${String(i % 40).padStart(2, '0')}`;
/** Everyone goes on around a circle of 40 items from a place of their own. */
const circle = (moment: (step: number) => number | undefined) =>
  interactionsFromRows(
    Array.from({ length: 120 }, (_, u) => Array.from({ length: 9 }, (_step, k) => ({ user: `u${u}`, item: item(u * 7 + k), timestamp: moment(k) }))).flat(), // biome-ignore format: one line
  );

test('a circle: the chain knows what comes next, the shuffled one mostly does not', () => {
  const { people, events, sampled, kept, shuffled, deviation } = orderSignal(circle((step) => 1000 + step)) ?? expect.fail();
  expect([people, events, sampled, kept]).toEqual([120, 1080, false, 1]);
  expect(shuffled).toBeLessThan(0.9);
  expect(deviation).toBeGreaterThan(3);
});

test('random histories: no difference that is sure', () => {
  const random = seededRandom(3);
  const rows = Array.from({ length: 3000 }, (_, r) => ({ user: `u${r % 250}`, item: item(random.integer(40)), timestamp: 1000 + r }));
  const { kept, shuffled, deviation } = orderSignal(interactionsFromRows(rows)) ?? expect.fail();
  expect(Math.abs(deviation)).toBeLessThan(3);
  expect(Math.abs(kept - shuffled)).toBeLessThan(0.1);
});

test('the order of rows of one moment is no order: days hide it, and a single moment has none', () => {
  expect(orderSignal(circle(() => 1000))).toBeUndefined();
  expect(orderSignal(circle(() => undefined))).toBeUndefined();
  // All but the last step in one moment: rows stand in the order of the circle, and no time says so.
  expect(Math.abs(orderSignal(circle((step) => (step < 8 ? 1000 : 2000)))?.deviation ?? 9)).toBeLessThan(3);
});

test('rows without a time are passed over; people with fewer than three events are not asked', () => {
  const some = orderSignal(circle((step) => (step === 4 ? undefined : 1000 + step)));
  expect([some?.people, some?.events]).toEqual([120, 960]);
  expect(orderSignal(interactionsFromRows([{ user: 'a', item: 'x', timestamp: 1 }, { user: 'a', item: 'y', timestamp: 2 }]))).toBeUndefined(); // biome-ignore format: one line
});

test('looks at no more than was allowed, and says so; the seed chooses', () => {
  const data = circle((step) => 1000 + step);
  const part = orderSignal(data, { events: 200 });
  expect([part?.events, part?.people, part?.sampled]).toEqual([198, 22, true]);
  expect(orderSignal(data, { events: 200, seed: 0 })).toEqual(part);
  expect(orderSignal(data, { events: 200, seed: 1 })?.shuffled).not.toBe(part?.shuffled);
  // Of someone with very many events the newest 100.
  const long = interactionsFromRows(Array.from({ length: 150 }, (_, k) => ({ user: 'a', item: `i${k}`, timestamp: k })));
  expect(orderSignal(long)).toMatchObject({ people: 1, events: 100, sampled: true, deviation: 0 });
});
