/** JSON as others write it: fields that come late, objects within objects, arrays, Python dicts. */
import { expect, test } from 'vitest';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { readTable } from '../../src/data/read/table.ts';
import { file, refusal, shown } from './files.ts';

const rows = (count: number, more: (k: number) => object) =>
  Array.from({ length: count }, (_, k) => JSON.stringify({ user: `u${k % 30}`, item: `i${k % 17}`, ...more(k) })).join('\n');

test('case 48: a field may come late or be missing', async () => {
  const text = rows(300, (k) => (k === 250 ? { image: 'x' } : k % 2 ? { remark: 'r' } : {}));
  const { interactions, report } = await readInteractions(file(text, 'x.jsonl'));
  expect([report.rows, interactions.users.size, interactions.items.size]).toEqual([300, 30, 17]);
});

test('case 48: a field that comes after the beginning is left out and told by its line', async () => {
  const text = rows(40_000, (k) => (k >= 35_000 ? { rating: 3 } : {}));
  const { report } = await readInteractions(file(text, 'x.jsonl'));
  expect([report.rows, report.columns.rating]).toEqual([40_000, undefined]);
  expect(report.messages.join('\n')).toMatch(/warning: fields that first come late were left out: rating \(line 35001\)/);
});

test('fields of objects within are named by path', async () => {
  const text =
    '{"user":{"id":7,"name":{"first":"Ann"}},"item":{"id":"x","tags":["a","b"]},"n":12345678901234567890}\n{"user":{},"item":null}';
  const { names, rows: cells } = await readTable(file(text, 'x.jsonl'));
  expect(names).toEqual(['user.id', 'user.name.first', 'item.id', 'item.tags', 'n', 'item']);
  expect(cells).toEqual([
    ['7', 'Ann', 'x', '["a","b"]', '12345678901234567890', ''],
    ['', '', '', '', '', ''],
  ]);
  const { interactions } = await readInteractions(
    file('{"user":{"id":7},"item":{"id":"x"}}\n{"user":{"id":8},"item":{"id":"x"}}\n', 'x.jsonl'),
    {
      columns: 'user=user.id,item=item.id',
    },
  );
  expect(shown(interactions)).toEqual(['7 x 1', '8 x 1']);
});

const pairs = [
  { user: 'ann', item: 'a "b" [c] {d', rating: 4 },
  { user: 'bob', item: 'é\\"', rating: 3 },
];

test.each([
  ['in one line', JSON.stringify(pairs)],
  ['over several lines', JSON.stringify(pairs, null, 2)],
  ['objects over several lines', pairs.map((pair) => JSON.stringify(pair, null, 1)).join('\n')],
  ['an array of one object a line', `[\n${pairs.map((pair) => JSON.stringify(pair)).join(',\n')}\n]\n`],
])('one JSON array: %s', async (_, text) => {
  const { interactions } = await readInteractions(file(text, 'x.json'));
  expect(shown(interactions)).toEqual([`ann ${pairs[0].item} 4`, `bob ${pairs[1].item} 3`]);
});

test('a long array is read in pieces, and rows know their lines', async () => {
  const many = Array.from({ length: 30_000 }, (_, k) => ({ user: k % 7, item: k, rating: (k % 5) + 1, note: '"]},{[' }));
  const text = JSON.stringify(many, null, 1);
  const { report, interactions } = await readInteractions(file(text, 'x.json'));
  expect([report.rows, interactions.users.size, interactions.items.size]).toEqual([30_000, 7, 30_000]);
  expect(report.messages.join('\n')).toContain('one JSON array');
  const at = text.lastIndexOf('"rating": 5');
  const wrong = `${text.slice(0, at)}"rating": "good"${text.slice(at + 11)}`;
  const line = wrong.slice(0, wrong.indexOf('good')).split('\n').length - 3;
  expect((await refusal(readInteractions(file(wrong, 'x.json')))).message).toContain(
    `line ${line}: rating must be a finite number; got "good"`,
  );
});

test.each([
  ['an array cut short', '[{"user":1,"item":2},{"user":', /line 1: the JSON ends too early/],
  ['more behind the array', '[{"user":1,"item":2}]\n{"user":1}', /line 2: something stands behind the end/],
  ['an array of arrays', '[[1,2],[3,4]]', /line 1: must be a JSON object/],
  ['an array of numbers', '[1,2]', /line 1: an object such as .* must stand here; got "1,2\]"/],
  [
    'an object too deep',
    `{"user":1,"item":2}\n${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
    /line 2: objects within objects are more than 16 deep/,
  ],
  ['a list too deep', `{"user":1,"item":2}\n{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /line 2: lists within lists are too deep/],
  ['a field by name and by path', '{"user":{"id":1},"user.id":2,"item":3}', /line 1: the field "user.id" comes twice/],
  [
    'objects keyed by ids',
    `{"user":{${Array.from({ length: 2000 }, (_, k) => `"i${k}":1`).join(',')}}}`,
    /2000 different fields \(user.i0,/,
  ],
])('%s is refused', async (_, text, sentence) => {
  const error = await refusal(readInteractions(file(text, 'x.json')));
  expect(error.message).toMatch(sentence);
  expect(error.message).not.toContain('\n');
});

test.each([
  ["{'reviewerID': 'R1', 'overall': 5.0, 'verified': True}\n", 'x.json'],
  ["{u'a': 1, u'b': None}\n", 'x.txt'],
  ["[{'a': 1}]", 'x.json'],
  ['{"a": True, "b": 1}\n', 'x.jsonl'],
  ['{"user":1,"item":2}\n{\'user\': 1, \'item\': 3}\n', 'x.jsonl'],
])('case 49: Python dicts are named as such: %s', async (text, name) => {
  const error = await refusal(readInteractions(file(text, name)));
  expect([error.code, error.message]).toEqual(['python-dicts', expect.stringMatching(/these are Python dicts .*json\.dumps/)]);
});

test('a field called __proto__ is a field', async () => {
  const { names, rows: cells } = await readTable(file('{"user":1,"__proto__":"x","constructor":2}\n', 'x.jsonl'));
  expect([names, cells]).toEqual([['user', '__proto__', 'constructor'], [['1', 'x', '2']]]);
});

test.each([
  ['one a line', '{"user":"a","item":"x"}\n{"user":"a","user":"b","item":"y"}\n', 2, 'user'],
  ['blanks before the colon', '{"user" :"a","user":"b","item":"y"}\n', 1, 'user'],
  ['one of them escaped', '{"user":"a","us\\u0065r":"b","item":"y"}\n', 1, 'user'],
  ['within an object', '[{"user":{"id":1,"id":2},"item":"x"}]', 1, 'id'],
  ['an object and a text', '{"user":{"id":1},"user":"b","item":"x"}\n', 1, 'user'],
])('a name that comes twice in one object is refused: %s', async (_, text, line, name) => {
  const { code, message } = await refusal(readInteractions(file(text, 'x.json')));
  expect([code, message]).toEqual(['invalid-json', expect.stringContaining(`line ${line}: the field "${name}" comes twice in one object`)]);
});

test('the same name in two objects, in texts and behind colons is none that comes twice', async () => {
  const text = '{"user" : "a","item":"x","note":"\\"user\\": \\"b\\"","more":[{"user":1},{"user":2}],"o":{"user":3}}\n';
  expect((await readTable(file(text, 'x.json'))).rows).toEqual([['a', 'x', '"user": "b"', '[{"user":1},{"user":2}]', '3']]);
});
