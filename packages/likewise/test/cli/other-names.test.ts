/** Names that other libraries give their models lead to ours. */
import { modelCatalog, parseModelText } from '@likewise/core';
import { describe, expect, test } from 'vitest';
import { inOurWords, otherNames } from '../../src/workflow/other-names.ts';
import { inProcess } from './in-process.ts';

test.each(otherNames.map((other) => [other.name, other] as const))('%s leads to a model with options that it has', (name, other) => {
  const { entry, options } = parseModelText(modelCatalog, other.ours);
  expect(() => entry.create(options)).not.toThrow();
  // A name of ours needs no translation.
  expect(modelCatalog.map((own) => own.name)).not.toContain(name);
});

describe('models', () => {
  test.each([
    [
      'KNNBaseline',
      'KNNBaseline of Surprise is user-knn:similarity=msd,prediction=baseline here (item-knn with user_based=False).',
      'user-knn',
    ],
    ['SVD++', /^SVD\+\+ of Surprise is svd-pp:factors=20,/, 'svd-pp'],
    ['svdpp', /^SVDpp of Surprise is svd-pp:/, 'svd-pp'],
    ['AlternatingLeastSquares', /^AlternatingLeastSquares of implicit is implicit-als:.*weighting=given/, 'implicit-als'],
    ['WARP', 'WARP of LightFM is not here; the nearest is bpr:candidates=10.', 'bpr'],
    ['ItemKNN', 'ItemKNN of LensKit is item-knn here.', 'item-knn'],
    ['EASE', 'EASE is ease here.', 'ease'],
    ['Item_KNN', /is item-knn here\.$/, 'item-knn'],
  ] as const)('%s is said to be ours, and ours is shown', async (asked, sentence, name) => {
    const { stdout, code } = await inProcess(['models', asked]);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
    const { stdout: own } = await inProcess(['models', name]);
    expect(stdout.endsWith(own)).toBe(true);
    const json = JSON.parse((await inProcess(['models', asked, '--json'])).stdout);
    expect(json.name).toBe(name);
    expect(json.asked.sentence).toBe(stdout.split('\n')[0]);
  });

  test.each([
    ['KNNBaselin', /^likewise: unknown model "KNNBaselin" \(did you mean "KNNBaseline"\? KNNBaseline of Surprise is user-knn:/],
    ['populr', /^likewise: unknown model "populr" \(did you mean "popular"\?\); expected one of /],
    ['quite-another', /^likewise: unknown model "quite-another"; expected one of /],
    ['++', /^likewise: unknown model "\+\+"; expected one of /],
  ])('%s is refused with the nearest name', async (asked, line) => {
    const { stderr, code } = await inProcess(['models', asked]);
    expect(code).toBe(2);
    expect(stderr).toMatch(line);
  });
});

test.each([
  ['fit', 'KNNBasic', 'ratings.csv', '-o', 'm.safetensors'],
  ['evaluate', 'ratings.csv', '--model', 'KNNBasic:neighbors=20'],
  ['tune', 'ratings.csv', '--model', 'KNNBasic'],
])('%s says what the name is here, and does not guess', async (...words) => {
  const { stderr, code } = await inProcess(words);
  expect(code).toBe(2);
  expect(stderr).toBe(
    'likewise: unknown model "KNNBasic": KNNBasic of Surprise is user-knn:similarity=msd,prediction=plain here (item-knn with user_based=False).\n',
  );
});

test('a name of a paper is nobody’s', () => {
  expect(inOurWords({ from: 'papers', name: 'iALS', ours: 'implicit-als', isNearest: false })).toBe('iALS is implicit-als here');
});
