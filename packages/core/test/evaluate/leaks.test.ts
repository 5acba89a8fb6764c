/** What a test part must not share with training. */
import { describe, expect, test } from 'vitest';
import { evaluate, interactionsFromRows, parseSplit, popular } from '../../src/index.ts';

describe('leaks fail loudly, whoever cut the parts', () => {
  const rows = interactionsFromRows(
    'a,x,1 a,y,2 b,x,3 b,z,4 a,z,5 b,y,6'.split(' ').map((row) => {
      const [user, item, timestamp] = row.split(',');
      return { user, item, timestamp: Number(timestamp) };
    }),
  );
  const [fold] = parseSplit('time:0.5').apply(rows).folds;

  test('a test pair that also trains', async () => {
    const split = { name: 'own', folds: [{ train: rows, test: fold.test }] };
    await expect(evaluate([popular()], split, ['hr@2'])).rejects.toMatchObject({
      code: 'leaked-test',
      message: 'split own: 3 of 3 test pairs are also in training, first (a, z); take them out of one part.',
    });
  });

  test('an event of the test span, or a later one, that trains', async () => {
    const split = { name: 'own', folds: [{ train: fold.train, test: fold.test, window: { from: 3, to: 9 } }] };
    await expect(evaluate([popular()], split, ['hr@2'])).rejects.toMatchObject({
      code: 'leaked-test',
      message: 'split own: 1 of 3 training interactions are not earlier than the test part, which begins at 3; let training end before it.',
    });
  });

  test('the span stands in the report', async () => {
    const report = await evaluate([popular()], { name: 'own', folds: [fold] }, ['hr@2']);
    expect(report.rows[0].window).toEqual({ from: '1970-01-01T00:00:04.000Z', to: '1970-01-01T00:00:07.000Z' });
  });
});
