import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { jsonLinesTo } from '../../src/cli/print/json-lines.ts';

test('a reader that is too slow costs lines, which are counted, not memory', async () => {
  const stderr = new PassThrough();
  const log = await jsonLinesTo(undefined, stderr);
  const url = 'x'.repeat(100_000);
  for (let k = 0; k < 100; k++) log.write({ event: 'request', url });
  expect(stderr.writableLength + stderr.readableLength).toBeLessThan(6 * 2 ** 20);
  let text = '';
  stderr.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  while (stderr.writableLength > 0) await new Promise((resolve) => setImmediate(resolve));
  log.write({ event: 'stop' });
  await new Promise((resolve) => setImmediate(resolve));
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const written = events.filter(({ event }) => event === 'request').length;
  expect(events.slice(written)).toMatchObject([{ event: 'left-out', lines: 100 - written }, { event: 'stop' }]);
  expect(written).toBeLessThan(50);
});
