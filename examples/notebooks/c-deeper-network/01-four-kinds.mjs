// C1: four kinds of recommenders, each fitted and asked on the command line: who rated alike, what resembles, who is trusted or alike, when and where.
import { likewise, scratch } from '../command-line.mjs';
import { data, exact, row, table } from '../lesson.mjs';

const films = data('ml-100k/u.data.gz');
const kinds = [
  ['collaborative', ['svd', films], ['--user', 1]],
  ['content-based', ['content', films, '--positive', '>=4', '--item-features', data('ml-100k/u.item')], ['--user', 1]],
  [
    'demographic',
    ['demographic', films, '--positive', '>=4', '--user-features', data('ml-100k/u.user')],
    ['--features', 'age=24,occupation=student'],
  ],
  ['social', ['social', data('filmtrust/ratings.txt'), '--positive', '>=3', '--edges', data('filmtrust/trust.txt')], ['--friends', 2]],
  [
    'contextual',
    ['factorization-machine', data('context-frappe/frappe.csv.gz'), '--columns', 'user,item,weight', '--epochs', 5],
    ['--user', 0, '--context', 'weekday=sunday'],
  ],
];

const scratchFile = scratch();
const lines = kinds.map(([kind, [model, ...rest], whom]) => {
  const file = scratchFile(`${model}.safetensors`);
  likewise('fit', model, ...rest, '-o', file);
  const answer = JSON.parse(likewise('recommend', file, ...whom, '-n', 10, '--json'));
  return [kind, model, answer.items.map(({ item }) => item)];
});
table(
  ['kind', 'model', 'ten for one person'],
  lines.map(([kind, model, items]) => [kind, model, items.join(' ')]),
);
for (const [kind, model, items] of lines)
  row('C1', `${kind}: different items in a list of ten by ${model}`, exact(10), new Set(items).size);
