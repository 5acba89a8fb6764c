import { expect, test } from 'vitest';
import { ClientGone, Turns } from '../../src/server/serving/turns.ts';

const busy = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

test('a turn that is used up is left to others: pieces of many answers never add up in one', async () => {
  const turns = new Turns();
  let [pieces, longest, running] = [0, 0, true];
  const look = (): void => {
    longest = Math.max(longest, pieces);
    pieces = 0;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      const turn = turns.for();
      for (let k = 0; k < 5; k++) {
        await turn();
        busy(10);
        pieces++;
      }
    }),
  );
  running = false;
  // 30 pieces of 10 ms: one a turn, and those of two turns where the looks fall between.
  expect(longest).toBeLessThanOrEqual(2);
});

test('short pieces share a turn', async () => {
  const turns = new Turns();
  let looks = 0;
  let running = true;
  const look = (): void => {
    looks++;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  await Promise.all(Array.from({ length: 2000 }, async () => turns.for()()));
  running = false;
  expect(looks).toBeLessThan(200);
});

test('who has gone gets no turn, also while it waits', async () => {
  const turns = new Turns();
  expect(() => turns.for(() => true)()).toThrow(ClientGone);
  turns.for()();
  busy(10);
  let gone = false;
  const waiting = turns.for(() => gone)();
  gone = true;
  await expect(waiting).rejects.toThrow(ClientGone);
});
