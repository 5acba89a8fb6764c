// B24: the singular value decomposition of a complete matrix, and what is lost where only its largest values are kept.
import { interactionsFromRows, pureSVD, seededRandom } from '@likewise/core';
import { atMost, row, table } from '../lesson.mjs';

const [people, items] = [30, 12];
const random = seededRandom(24, 'matrix');
const cells = Array.from({ length: people }, (_, user) =>
  Array.from({ length: items }, (_, item) => ({ user, item, value: 0.5 + random.uniform() })),
).flat();
const complete = interactionsFromRows(cells, { valueKind: 'weight' });
const fitted = (factors) => pureSVD({ factors, weighting: 'given' }).fit(complete);

// S is folded into the users' side, so that the length of each of its columns is a singular value.
const whole = (await fitted(items)).state;
const column = ({ rows, columns, values }, f) => Array.from({ length: rows }, (_, r) => values[r * columns + f]);
const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const singular = Array.from({ length: items }, (_, f) => Math.sqrt(dot(column(whole.userFactors, f), column(whole.userFactors, f)))).sort(
  (a, b) => b - a,
);
const axes = Array.from({ length: items }, (_, f) => column(whole.itemFactors, f));
const offAxis = Math.max(...axes.flatMap((a, f) => axes.map((b, g) => Math.abs(dot(a, b) - (f === g ? 1 : 0)))));
row('B24', 'distance of the items’ axes from orthonormal', atMost(1e-5), offAxis);

const lines = [];
for (const k of [1, 2, 4, 8]) {
  const model = await fitted(k);
  let squares = 0;
  for (const { user, item, value } of cells) squares += (model.scoreItems(user)[item] - value) ** 2;
  const dropped = Math.sqrt(singular.slice(k).reduce((sum, value) => sum + value * value, 0));
  lines.push([k, Math.sqrt(squares).toFixed(6), dropped.toFixed(6)]);
  row(
    'B24',
    `rank ${k}: reconstruction error less √(Σ of the dropped σ²), of it`,
    atMost(1e-6),
    Math.abs(Math.sqrt(squares) / dropped - 1),
  );
}
table(['rank', 'reconstruction error', '√ of the squares dropped'], lines);
