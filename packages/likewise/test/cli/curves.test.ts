/** `fit --curve` and `--validation`: how training went, as a file, with a part held out that it never sees. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeModel, type Model, modelCatalog } from '@likewise/core';
import { expect, test } from 'vitest';
import { json } from './fitted.ts';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const at = (name: string): string => join(path, name);
const cells = Array.from({ length: 400 }, (_, k) => [
  `u${k % 40}`,
  `i${(k * 7 + Math.floor(k / 40)) % 31}`,
  1 + ((k * k) % 5),
  1_600_000_000 + k,
]);
const ratings = file('ratings.csv', `user,item,rating,timestamp\n${cells.map((row) => row.join(',')).join('\n')}\n`);
const modelOf = (name: string): Model => decodeModel(readFileSync(at(name)), modelCatalog);
const linesOf = (name: string): string[][] =>
  readFileSync(at(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

test('a line an epoch: seconds, figures of training, and of what is held out, which the model does not train on', async () => {
  const words = ['fit', 'svd', ratings, '--epochs', '4', '--factors', '3'];
  const { document, stderr } = await json([...words, '-o', at('held'), '--validation', '0.1', '--curve', at('held.csv')]);
  expect(stderr).toContain('--validation 0.1: 40 of 400 interactions are held out; the model trains on the rest.');
  expect(document).toMatchObject({ interactions: 360, heldOut: 40, curve: at('held.csv'), epochs: 4 });
  const [head, ...lines] = linesOf('held.csv');
  expect(head).toEqual(['epoch', 'seconds', 'training rmse', 'validation rmse']);
  expect(lines.map(([epoch]) => epoch)).toEqual(['1', '2', '3', '4']);
  for (const line of lines) for (const cell of line) expect(Number(cell)).toBeGreaterThan(0);
  expect(Number(lines[3][3])).toBeCloseTo((document.figures as Record<string, number>)['validationRmse'], 12);
  // The same model as trained on the rest alone, by the split of that name.
  const { document: measured } = await json([
    'fit',
    'svd',
    ratings,
    '--epochs',
    '4',
    '--factors',
    '3',
    '-o',
    at('alone'),
    '--validation',
    'random:0.9',
  ]);
  expect(measured).not.toHaveProperty('curve');
  expect(modelOf('alone').state).toEqual(modelOf('held').state);
});

test('lists are measured by ndcg@10 of what is liked, or by metrics that are named; by a split in time too', async () => {
  const words = ['fit', 'implicit-als', ratings, '--positive', '>=4', '--epochs', '3', '--factors', '3', '-o', at('als')];
  await json([...words, '--validation', 'time:0.8', '--curve', at('als.csv')]);
  expect(linesOf('als.csv')[0]).toEqual(['epoch', 'seconds', 'training objective', 'validation ndcg@10']);
  await json([...words, '--validation', 'leave-last', '--metric', 'hr@5,coverage@5', '--curve', at('als.csv')]);
  expect(linesOf('als.csv')[0]).toEqual(['epoch', 'seconds', 'training objective', 'validation hr@5', 'validation coverage@5']);
});

test('a network holds a share out by its own option; a split is held out from outside', async () => {
  const words = ['fit', 'deep', ratings, '--epochs', '2', '--factors', '3', '-o', at('deep')];
  await json([...words, '--validation', '0.2', '--curve', at('own.csv')]);
  expect(linesOf('own.csv')[0]).toEqual(['epoch', 'seconds', 'learning rate', 'training rmse', 'validation rmse']);
  const { document } = await json([...words, '--validation', 'random:0.8', '--metric', 'mae', '--curve', at('outside.csv')]);
  expect(document).toMatchObject({ settings: { validation: 0 }, heldOut: 80 });
  expect(linesOf('outside.csv')[0]).toEqual(['epoch', 'seconds', 'learning rate', 'training rmse', 'validation mae']);
});

test('a model without epochs is measured too, at its end', async () => {
  const { document } = await json([
    'fit',
    'popular',
    ratings,
    '--positive',
    '>=3',
    '-o',
    at('popular'),
    '--validation',
    '0.2',
    '--metric',
    'hr@5',
  ]);
  expect(document.figures).toEqual({ 'validationHr@5': expect.any(Number) });
});

test('as a picture', async () => {
  await json(['fit', 'bias', ratings, '-o', at('bias'), '--validation', '0.1', '--curve', at('bias.svg')]);
  const picture = readFileSync(at('bias.svg'), 'utf8');
  expect(picture).toMatch(/^<svg xmlns/);
  expect(picture).toContain('<title>bias: learning curve</title>');
  expect(picture.match(/<polyline/g)?.length).toBeGreaterThanOrEqual(2);
  expect(picture).not.toMatch(/NaN|undefined/);
});

test('two equal trainings of a network give the same file, byte for byte', async () => {
  const env = { SOURCE_DATE_EPOCH: '1600000000' };
  const words = (out: string): string[] => ['fit', 'deep', ratings, '--epochs', '3', '--factors', '3', '-o', at(out)];
  for (const out of ['one', 'two']) expect(await likewise(words(out), { env })).toMatchObject({ code: 0 });
  expect(readFileSync(at('one')).equals(readFileSync(at('two')))).toBe(true);
});

test('what does not fit together is refused, and nothing is written', async () => {
  const fit = (...more: string[]) => likewise(['fit', 'svd', ratings, '-o', at('none'), '--epochs', '2', ...more]);
  const [metric, share, folds, same, popular] = await Promise.all([
    fit('--metric', 'rmse'),
    fit('--validation', '1.5'),
    fit('--validation', 'kfold:3'),
    fit('--curve', at('none')),
    likewise(['fit', 'popular', ratings, '-o', at('popular'), '--curve', at('popular.csv')]),
  ]);
  expect(refusal(metric)).toMatch(/--metric says what a held-out part is measured by: name the part \(--validation 0\.1\)/);
  expect(refusal(share)).toMatch(/--validation must be a share > 0 and < 1, or a split such as leave-last; got "1\.5"/);
  expect(refusal(folds)).toMatch(/--validation kfold:3: it makes 3 parts; one is held out/);
  expect(refusal(same)).toMatch(/--curve .*none: it is the model, the checkpoint or a file that is read/);
  expect(refusal(popular)).toMatch(/--curve: this model is trained without epochs and has no curve/);
  expect(existsSync(at('none'))).toBe(false);
  expect(existsSync(at('popular.csv'))).toBe(false);
});
