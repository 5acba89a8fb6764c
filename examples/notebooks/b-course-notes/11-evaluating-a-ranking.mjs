// B11: what a list is worth: whether it has what people took, how high, and what else it brings. First by hand, then on MovieLens 100K.
import { evaluate, givenLists, givenSplit, implicitALS, interactionsFromRows, itemKNN, likes, parseSplit, popular } from '@likewise/core';
import { readInteractions } from 'likewise';
import { atLeast, data, exact, row, table } from '../lesson.mjs';

// One person, one relevant item, at the third place: NDCG is 1 / log2(1 + 3), not what a notebook of this course wrote.
const rows = (...pairs) => interactionsFromRows(pairs.map(([user, item]) => ({ user, item })));
const split = givenSplit(rows(['ann', 'tea'], ['bob', 'jam'], ['bob', 'saw'], ['bob', 'rye']), rows(['ann', 'rye']));
const list = givenLists('by hand', new Map([['ann', ['jam', 'saw', 'rye']]]));
const names = ['precision@10', 'recall@10', 'hr@10', 'mrr@10', 'map@10', 'ndcg@10'];
const [{ metrics }] = (await evaluate([list], split, names, { resamples: 0 })).rows;
const expected = { 'precision@10': '0.1', 'recall@10': '1', 'hr@10': '1', 'mrr@10': '0.333333', 'map@10': '0.333333', 'ndcg@10': '0.5' };
for (const name of names) row('B11', `by hand: ${name}`, exact(expected[name]), metrics[name]);

const { interactions } = await readInteractions(data('ml-100k/u.data.gz'));
const byTime = parseSplit('time:0.8').apply(likes(interactions, '>=4'));
const models = [popular(), itemKNN({ neighbors: 100 }), implicitALS({ factors: 32 })];
const beyond = ['coverage@10', 'diversity@10', 'novelty@10'];
const report = await evaluate(models, byTime, [...names, ...beyond], { resamples: 0 });
table(
  ['model', ...names, ...beyond],
  report.rows.map((line) => [line.model, ...[...names, ...beyond].map((name) => line.metrics[name].toFixed(4))]),
);
const measured = report.rows.flatMap((line) => [...names, ...beyond].map((name) => line.metrics[name]));
row('B11', 'figures of three models', exact(27), measured.filter(Number.isFinite).length);
const [top, knn] = report.rows;
row('B11', 'what neighbors cover of the catalog, beside popularity', atLeast(2), knn.metrics['coverage@10'] / top.metrics['coverage@10']);
