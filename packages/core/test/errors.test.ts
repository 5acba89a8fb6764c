import { expect, test } from 'vitest';
import { LikewiseError } from '../src/errors.ts';

test('a message is one line without control characters, whatever it quotes; data keeps what came', () => {
  const name = 'a\nb\r\u001b[31m\u2028\u0085é 🦊';
  const error = new LikewiseError('unknown-column', `no column "${name}".`, { name });
  expect(error.message).toBe('no column "a\\nb\\u000d\\u001b[31m\\u2028\\u0085é 🦊".');
  expect(error.data.name).toBe(name);
});

test('codes are checked where they are compared, by the compiler', () => {
  const { code } = new LikewiseError('missing-user-features', 'none.');
  // @ts-expect-error: no such code
  expect(code === 'missing-user-featurs').toBe(false);
  expect(code === 'missing-user-features').toBe(true);
});
