import { expect, test } from 'vitest';
import { LikewiseError } from '../src/errors.ts';

test('a message is one line without control characters, whatever it quotes; data keeps what came', () => {
  const name = 'a\nb\r\u001b[31m\u2028\u0085é 🦊';
  const error = new LikewiseError('unknown-column', `no column "${name}".`, { name });
  expect(error.message).toBe('no column "a\\nb\\u000d\\u001b[31m\\u2028\\u0085é 🦊".');
  expect(error.data.name).toBe(name);
});
