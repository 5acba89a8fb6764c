/** Everything a user can get wrong: one line, exit code 2, nothing written. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const out = join(path, 'never');
const good = file('good.csv', 'user,item,rating\nu1,a,4\nu1,b,3\nu2,a,5\n');
const rows = Array.from({ length: 3000 }, (_, r) => `u${r % 70},i${(r * r) % 97},${(r % 5) + 1}`).join('\n');
const cutModel = join(path, 'cut.model');
const altered = join(path, 'altered.model');
const newer = join(path, 'newer.model');
const whole = join(path, 'whole.model');

beforeAll(async () => {
  await likewise(['fit', 'popular', good, '-o', whole]);
  const bytes = readFileSync(whole);
  writeFileSync(cutModel, bytes.subarray(0, bytes.length - 5));
  const changed = Buffer.from(bytes);
  changed[changed.length - 6] ^= 0xff;
  writeFileSync(altered, changed);
  writeFileSync(newer, Buffer.from(bytes.toString('latin1').replace(/"likewise\.format":"\d"/, '"likewise.format":"9"'), 'latin1'));
  mkdirSync(join(path, 'folder'));
});

const describing: readonly [name: string, words: () => string[], line: RegExp][] = [
  ['a missing file', () => ['describe', join(path, 'none.csv')], /none\.csv.*no such file/],
  ['an empty file', () => ['describe', file('empty.csv', '')], /empty\.csv/],
  ['a header only', () => ['fit', 'popular', file('header.csv', 'user,item,rating\n'), '-o', out], /header\.csv.*header only/],
  ['one column', () => ['fit', 'popular', file('one.csv', 'one\n1\n2\n'), '-o', out], /one\.csv.*one column/],
  [
    'text for a rating',
    () => ['fit', 'bias', file('text.csv', 'user,item,rating\nu1,i1,4\nu1,i2,3\nu2,i1,good\n'), '-o', out],
    /text\.csv, line 4: rating.*"good"/,
  ],
  [
    'an infinite rating',
    () => ['fit', 'bias', file('inf.csv', 'user,item,rating\nu1,i1,Infinity\n'), '-o', out],
    /inf\.csv, line 2: rating.*Infinity/,
  ],
  ['NaN', () => ['describe', file('nan.csv', 'user,item,rating\nu1,i1,NaN\n')], /nan\.csv, line 2: rating.*NaN/],
  [
    'a rating off the stated scale',
    () => ['describe', file('off.csv', 'user,item,rating\nu1,i1,4\nu1,i2,9\n'), '--scale', '1,5'],
    /off\.csv, line 3: rating.*scale 1 to 5.*9/,
  ],
  [
    'rows of unequal width',
    () => ['describe', file('width.csv', 'user,item,rating\nu1,i1,4\nu1,i2,3,old\n')],
    /width\.csv, line 3: 4 fields/,
  ],
  [
    'a repeated pair under the rule error',
    () => ['describe', file('twice.csv', 'user,item,rating\na,x,1\nb,x,2\na,x,3\n'), '--duplicates', 'error'],
    /twice\.csv, lines 2 and 4/,
  ],
  [
    'a setting out of range, by the name of its flag',
    () => ['fit', 'item-knn', good, '--min-overlap', '0', '-o', out],
    /: item-knn: min-overlap must be an integer ≥ 1; got "?0"?\./,
  ],
  [
    'a setting that does not exist, with those that do as they are written',
    () => ['evaluate', good, '--model', 'svd:learning-rte=1', '--metric', 'rmse'],
    /: svd: unknown option "learning-rte" \(did you mean "learning-rate"\?\)(?!.*learningRate)/,
  ],
  [
    'a rate that is too high',
    () => ['fit', 'svd', file('steep.csv', `user,item,rating\n${rows}\n`), '--user-bias-learning-rate', '90', '-o', out],
    /: svd: training diverged in epoch 1: .* Lower user-bias-learning-rate \(now 90\)/,
  ],
  ['no positives', () => ['fit', 'popular', good, '--positive', '>=6', '-o', out], /none of the 3 interactions/],
  ['a condition that is none', () => ['describe', good, '--positive', 'four'], /"four" is not a condition/],
  ['a folder', () => ['describe', join(path, 'folder')], /folder/],
  ['a binary file', () => ['describe', file('binary.csv', Buffer.concat([Buffer.from([0, 1, 2]), randomBytes(4000)]))], /binary\.csv/],
  ['a gz cut short', () => ['describe', file('cut.csv.gz', gzipSync(rows).subarray(0, 900))], /cut\.csv\.gz/],
  ['an unknown column', () => ['describe', good, '--columns', 'user,itme,rating'], /unknown name "itme" \(did you mean "item"\?\)/],
  ['an unknown encoding', () => ['describe', good, '--encoding', 'utf-9'], /utf-9/],
  ['an unknown rule', () => ['describe', good, '--duplicates', 'lats'], /--duplicates must be one of last, mean, sum, error; got "lats"/],
  ['a scale upside down', () => ['describe', good, '--scale', '5,1'], /--scale must be two numbers/],
  ['a missing -o', () => ['fit', 'popular', good], /required flag -o, --out <file> not specified/],
  ['a folder that is not there', () => ['fit', 'popular', good, '-o', join(path, 'no', 'm')], /the folder .*no does not exist/],
  ['an unknown model', () => ['fit', 'populr', good, '-o', out], /unknown model "populr" \(did you mean "popular"\?\)/],
  ['a value out of range', () => ['fit', 'bias', good, '--epochs', '0', '-o', out], /bias: epochs must be an integer ≥ 1/],
  ['a value of another kind', () => ['fit', 'bias', good, '--epochs', 'many', '-o', out], /bias: epochs must be an integer ≥ 1.*"many"/],
  ['an option of another model', () => ['fit', 'popular', good, '--epochs', '3', '-o', out], /unknown flag --epochs/],
  ['a preset that is not there', () => ['fit', 'popular', good, '--preset', 'x', '-o', out], /popular has no presets/],
  ['a refit of nothing', () => ['fit', 'implicit-als', good, '--refit', 'changed', '-o', out], /--refit needs --from/],
  ['a refit of what', () => ['fit', 'implicit-als', good, '--refit', 'some', '-o', out], /--refit must be all or changed; got "some"/],
  [
    'an older model for one that starts anew',
    () => ['fit', 'bias', good, '--from', newer, '-o', out],
    /--from: bias cannot start from an older model; implicit-als can/,
  ],
  [
    'an older model of another kind',
    () => ['fit', 'implicit-als', good, '--from', whole, '-o', out],
    /whole\.model: it must be a model of implicit-als; it is one of popular/,
  ],
  ['no threads', () => ['fit', 'popular', good, '--threads', '0', '-o', out], /--threads must be an integer ≥ 1; got "0"/],
  [
    'ratings for a model that needs them',
    () => ['fit', 'bias', good, '--positive', '>=4', '-o', out],
    /bias: every interaction must carry a rating/,
  ],
  ['a model that is none', () => ['recommend', good, '--user', '1'], /good\.csv: this is not a model file/],
  ['a model cut short', () => ['recommend', cutModel, '--user', 'u1'], /cut\.model: .*cut short/],
  ['an altered model', () => ['recommend', altered, '--user', 'u1'], /altered\.model: .*damaged/],
  ['a model of a newer version', () => ['recommend', newer, '--user', 'u1'], /newer\.model: .*newer likewise/],
  ['a misspelled flag', () => ['evaluate', good, '--modle', 'popular'], /unknown flag --modle \(did you mean --model\?\)/],
  [
    'an option that the model lacks',
    () => ['evaluate', good, '--model', 'bias:epoch=3'],
    /unknown option "epoch" \(did you mean "epochs"\?\)/,
  ],
  ['an option without a value', () => ['evaluate', good, '--model', 'bias:epochs'], /options are written name=value; got "epochs"/],
  [
    'an unknown metric',
    () => ['evaluate', good, '--model', 'popular', '--metric', 'ndgc@10'],
    /unknown metric "ndgc@10" \(did you mean "ndcg"\?\)/,
  ],
  [
    'an unknown split',
    () => ['evaluate', good, '--model', 'popular', '--split', 'randon:0.8'],
    /unknown split "randon:0\.8" \(did you mean "random"\?\)/,
  ],
  [
    'a split and a test file',
    () => ['evaluate', good, '--test', good, '--split', 'random', '--model', 'popular'],
    /give --split or --test, not both/,
  ],
  ['a port that is none', () => ['up', good, '--port', '70000'], /--port must be an integer from 0 to 65535; got "70000"/],
  ['a model to serve that is not there', () => ['serve', '--model', join(path, 'gone')], /there is no model file .*gone/],
];

test.concurrent.each(describing)('%s', async (_, words, line) => {
  expect(refusal(await likewise(words()))).toMatch(line);
});

test('nothing was written by what was refused', () => {
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(path).filter((name) => name.endsWith('.part'))).toEqual([]);
});

// A device that is always full stands in for a full disk; it is not a regular file, so the refusal comes before training.
test.runIf(existsSync('/dev/full'))('a place that cannot take a file', async () => {
  expect(refusal(await likewise(['fit', 'popular', good, '-o', '/dev/full']))).toMatch(/\/dev\/full/);
});
