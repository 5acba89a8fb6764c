/** `fit --checkpoint`: a training that is killed goes on to the same model. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeModel, modelCatalog, seededRandom } from '@likewise/core';
import { expect, test } from 'vitest';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const random = seededRandom(4);
const rows = Array.from({ length: 6000 }, () => {
  const [user, item] = [random.integer(80), random.integer(60)];
  return `u${user},i${item},${1 + ((user * item + random.integer(2)) % 5)}`;
});
const ratings = file('ratings.csv', `user,item,rating\n${rows.join('\n')}\n`);
const small = file('small.csv', `user,item,rating\n${rows.slice(0, 900).join('\n')}\n`);
const at = (name: string): string => join(path, name);
const words = (out: string, ...more: string[]): string[] => {
  const settings = ['--epochs', '120', '--batch-size', '8', '--factors', '8', '--validation', '0.1', '--patience', '120', '--threads', '1'];
  return ['fit', 'deep', ratings, '-o', at(out), ...settings, ...more];
};

/** All of a model but what its file says of itself. */
const learned = (name: string): unknown => decodeModel(readFileSync(at(name)), modelCatalog).state;

test('a run that is killed goes on from its checkpoint to the same model; the file goes when the model is there', async () => {
  const whole = likewise([...words('whole'), '--json']);
  const kept = at('kept');
  const { code } = await likewise(words('resumed', '--checkpoint', kept), {
    meanwhile: (child) => {
      const look = setInterval(() => {
        if (existsSync(kept)) child.kill('SIGKILL');
      }, 5);
      child.on('exit', () => clearInterval(look));
    },
  });
  expect(code).toBe(137);
  expect(existsSync(at('resumed'))).toBe(false);
  copyFileSync(kept, at('early'));
  const { stdout, stderr } = await likewise([...words('resumed', '--checkpoint', kept), '--json']);
  const from = JSON.parse(stdout).resumedAfter;
  expect(from).toBeGreaterThanOrEqual(1);
  expect(stderr).toContain(`kept: a checkpoint after epoch ${from}, to go on from.`);
  expect(JSON.parse((await whole).stdout)).toMatchObject({ epochs: 120 });
  expect(learned('resumed')).toEqual(learned('whole'));
  expect(existsSync(kept)).toBe(false);

  const early = at('early');
  expect(refusal(await likewise([...words('other', '--checkpoint', early), '--hidden', '16']))).toMatch(
    /^likewise: --checkpoint \S*early: deep: the checkpoint is of other settings \(hidden 64\+32, not 16\); begin anew/,
  );
  const elsewhere = words('other', '--checkpoint', early).map((word) => (word === ratings ? small : word));
  expect(refusal(await likewise(elsewhere))).toMatch(/early: deep: the checkpoint is of other data/);
  const bytes = readFileSync(early);
  writeFileSync(at('cut'), bytes.subarray(0, bytes.length - 9));
  bytes[bytes.length - 3] ^= 1;
  writeFileSync(at('turned'), bytes);
  expect(refusal(await likewise(words('other', '--checkpoint', at('cut'))))).toMatch(/cut: .*cut short/);
  expect(refusal(await likewise(words('other', '--checkpoint', at('turned'))))).toMatch(/turned: the checkpoint is damaged/);
});

test('a file that is something else is never written over', async () => {
  await likewise(['fit', 'popular', ratings, '-o', at('popular')]);
  for (const [name, what] of [
    ['popular', /popular: this is no checkpoint of likewise/],
    ['ratings.csv', /ratings\.csv: it is the model or a file that is read/],
    ['other', /other: it is the model or a file that is read/],
    ['nowhere/kept', /nowhere/],
  ] as const) {
    const before = existsSync(at(name)) ? readFileSync(at(name)) : undefined;
    expect(refusal(await likewise(words('other', '--checkpoint', at(name))))).toMatch(what);
    expect(existsSync(at(name)) ? readFileSync(at(name)) : undefined).toEqual(before);
  }
  expect(refusal(await likewise(['fit', 'svd', ratings, '-o', at('other'), '--checkpoint', at('kept')]))).toMatch(
    /--checkpoint: svd trains no network and has none/,
  );
});
