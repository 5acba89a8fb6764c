/**
 * Factorization machine by Gibbs sampling on the published splits of MovieLens 100K: ids; attributes (age by tens, sex, occupation, first
 * digit of the postal code; year, genres); both bags; and, as timeSVD++ flipped has it, the day of the rating. 10 factors.
 * Protocol and figures: docs/models/factorization-machine.md.
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import {
  evaluate,
  type FactorizationMachineOptions,
  type FeatureRow,
  type Features,
  factorizationMachine,
  featuresFromRows,
  givenSplit,
  Interactions,
  interactionsFromRows,
  type Split,
} from '@likewise/core';
import { expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';

const folder = `${dataFolder()}/ml-100k`;

async function linesOf(name: string): Promise<string[]> {
  const bytes = await readFile(`${folder}/${name}`);
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').trimEnd().split(/\r?\n/);
}

async function ratings(name: string): Promise<Interactions> {
  const rows = (await linesOf(name)).map((line) => line.split('\t').map(Number));
  return interactionsFromRows(rows.map(([user, item, value, timestamp]) => ({ user, item, value, timestamp })));
}

async function features(name: string, row: (cells: string[]) => Omit<FeatureRow, 'id'>): Promise<Features> {
  return featuresFromRows(
    (await linesOf(name)).map((line) => {
      const cells = line.split('|');
      return { id: Number(cells[0]), ...row(cells) };
    }),
  );
}
const userFeatures = features('u.user', ([, age, sex, job, zip]) => ({
  categories: { age: String(Math.min(6, Math.floor(Number(age) / 10))), sex, job, zip: zip[0] },
}));
const itemFeatures = features('u.item', (cells) => ({
  categories: {
    year: cells[2].slice(-4) || 'none',
    genre: cells.slice(5, 24).flatMap((mark, genre) => (mark === '1' ? [String(genre)] : [])),
  },
}));

async function fold(number: number): Promise<Split> {
  const split = givenSplit(await ratings(`u${number}.base.gz`), await ratings(`u${number}.test`));
  const [{ train, test: held }] = split.folds;
  const { users, items, userItems, valueKind, timestamps, ratingScale } = train;
  const parts = { users, items, userItems, valueKind, timestamps, ratingScale };
  return {
    ...split,
    folds: [{ train: new Interactions({ ...parts, userFeatures: await userFeatures, itemFeatures: await itemFeatures }), test: held }],
  };
}

async function rmse(
  numbers: readonly number[],
  settings: Partial<FactorizationMachineOptions>,
): Promise<{ readonly first: number; readonly mean: number }> {
  const figures: number[] = [];
  for (const number of numbers) {
    const { rows } = await evaluate([factorizationMachine(settings)], await fold(number), ['rmse'], { resamples: 0 });
    figures.push(rows[0].metrics['rmse']);
  }
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  console.log(JSON.stringify(settings), figures.map((figure) => figure.toFixed(5)).join(' '), 'mean', mean.toFixed(5));
  return { first: figures[0], mean };
}

const all = [1, 2, 3, 4, 5];
const ids = { userAttributes: false, itemAttributes: false };
/** 512 draws, all kept, as the figures beside it were made; and the same number in four chains. */
const published = { userBag: true, itemBag: true, day: true, samples: 512, burnIn: 0 };
const chains = { ...published, chains: 4, samples: 128 };

test('ids', async () => {
  expect((await rmse(all, { ...ids, samples: 200 })).mean).toBeLessThanOrEqual(0.8975);
});
test('with attributes', async () => {
  expect((await rmse(all, { samples: 500 })).mean).toBeLessThanOrEqual(0.8901);
});
test('with attributes, both bags and the day', async () => {
  expect((await rmse([1], published)).first).toBeLessThanOrEqual(0.8833);
  expect((await rmse(all, chains)).mean).toBeLessThanOrEqual(0.878);
});
test('the same as an ordered probit', async () => {
  expect((await rmse([1], { ...published, target: 'ordered-probit' })).first).toBeLessThanOrEqual(0.881);
  expect((await rmse(all, { ...chains, target: 'ordered-probit' })).mean).toBeLessThanOrEqual(0.876);
});
