import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examples, invented, likeness, madeUp } from './bigram.ts';

test('bigram: what reads like a name scores higher; made-up words are repeatable letters', () => {
  expect(likeness('marian')).toBeGreaterThan((likeness('nmrtb') as number) + 1);
  expect(likeness('sarah')).toBeGreaterThan(likeness('hrsaa') as number);
  expect(likeness('xy')).toBeUndefined();
  expect(examples).toHaveLength(3);
  expect(invented.every((word) => /^[a-z]{0,12}$/.test(word))).toBe(true);
  expect(madeUp(3)).toBe(invented[2]);
  expect(new Set(invented).size).toBeGreaterThan(1);
});

test('bigram stays short', () => {
  expect(readFileSync(new URL('./bigram.ts', import.meta.url), 'utf8').split('\n').length).toBeLessThan(60);
});
