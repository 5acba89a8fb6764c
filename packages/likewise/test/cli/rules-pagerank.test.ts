/** `likewise rules` and `likewise pagerank`, as a user calls them. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const baskets = file('baskets.csv', 'bread,milk\nbread,milk,milk\nmilk,milk,milk\nbread, jam\nbread,milk,jam \ntea\n');
const hundred = file('hundred.csv', `${'x,y\n'.repeat(55)}${'z\n'.repeat(45)}`);
const edges = file('edges.csv', 'home,shop\nhome,blog\nblog,home\nblog,home\nshop,shop\nshop,cart\nabout,home\n');
const json = async (...words: string[]) => {
  const { code, stdout, stderr } = await likewise([...words, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

describe.concurrent('rules', () => {
  test('case 21: an item twice counts once, blanks go, the first line is a basket', async () => {
    const found = await json('rules', baskets, '--min-support', '0.3', '--min-confidence', '0.6');
    expect([found.baskets, found.itemsets]).toEqual([6, 5]);
    const facts = found.rules.map((rule: Record<string, unknown>) => [
      rule['if'],
      rule['then'],
      rule['count'],
      rule['confidence'],
      rule['lift'],
    ]);
    expect(facts).toEqual([
      [['jam'], ['bread'], 2, 1, 1.5],
      [['bread'], ['milk'], 3, 0.75, 1.125],
      [['milk'], ['bread'], 3, 0.75, 1.125],
    ]);
    expect(found.rules.map((rule: Record<string, unknown>) => rule['conviction'])).toEqual([
      'Infinity',
      expect.closeTo(4 / 3),
      expect.closeTo(4 / 3),
    ]);
    expect(JSON.stringify(found)).not.toContain('null');
  });

  test('case 21: nothing is frequent enough; a count for a share; 0.55 of 100', async () => {
    expect(await json('rules', baskets, '--min-support', '0.9')).toMatchObject({ itemsets: 0, rules: [] });
    expect(refusal(await likewise(['rules', baskets, '--min-support', '55']))).toBe(
      'likewise: --min-support must be a share from 0 to 1 (0.55?); got "55".',
    );
    const found = await json('rules', hundred, '--min-support', '0.55', '--min-confidence', '0.5');
    expect(found.itemsets).toBe(3);
    expect(found.rules.map(({ support, confidence, lift }: Record<string, number>) => [support, confidence, lift])).toEqual([
      [0.55, 1, expect.closeTo(1 / 0.55, 9)],
      [0.55, 1, expect.closeTo(1 / 0.55, 9)],
    ]);
  });

  test('a table for people, -n, --max-length, and --basket', async () => {
    const { stdout } = await likewise(['rules', baskets, '--min-support', '0.1', '--min-confidence', '0.1', '-n', '2']);
    expect(stdout).toMatch(/^\d+ itemsets, \d+ rules\n\nif +then +support +confidence +lift +baskets +cosine/);
    expect(stdout).toMatch(/and \d+ more/);
    const short = await json('rules', baskets, '--min-support', '0.1', '--max-length', '2');
    expect(short.rules.every((rule: Record<string, string[]>) => rule['if'].length + rule['then'].length === 2)).toBe(true);
    const { code, stderr } = await likewise(['rules', baskets, '--min-support', '0.1', '--basket', 'jam,ghost']);
    expect([code, stderr.includes('unknown, left out: ghost')]).toEqual([0, true]);
    const answer = await json('rules', baskets, '--min-support', '0.1', '--basket', 'jam');
    expect(answer.items.map(({ item, score }: Record<string, unknown>) => [item, score])).toEqual([
      ['bread', 1],
      ['milk', 0.5],
    ]);
  });

  test('sets: all, closed, maximal', async () => {
    const sets = async (kind: string) => (await json('rules', baskets, '--min-support', '0.3', '--sets', kind)).sets;
    const named = (found: { items: string[]; count: number }[]) => found.map(({ items, count }) => `${items.join(' ')} ${count}`);
    expect(named(await sets('all'))).toEqual(['bread 4', 'milk 4', 'bread milk 3', 'bread jam 2', 'jam 2']);
    expect(named(await sets('closed'))).toEqual(['bread 4', 'milk 4', 'bread milk 3', 'bread jam 2']);
    expect(named(await sets('maximal'))).toEqual(['bread milk 3', 'bread jam 2']);
    const { stdout } = await likewise(['rules', baskets, '--min-support', '0.3', '--sets', 'maximal', '-n', '1']);
    expect(stdout).toMatch(/^5 itemsets, 2 of them maximal\n\nitems +baskets +support\nbread, milk +3 +50\.00 %\nand 1 more/);
  });

  test('a row for each basket and item gives what baskets of a line give', async () => {
    const rows = ['1,bread', '2,milk', '1,milk', '2,bread', '2,milk', '3,milk', '4,bread', '4,jam', '5,bread', '5,milk', '5,jam', '6,tea'];
    const named = file('long.csv', `order,product\n${rows.join('\n')}\n`);
    const odd = file('odd.csv', `what,who\n${rows.map((row) => row.split(',').reverse().join(',')).join('\n')}\n`);
    const { rules: expected } = await json('rules', baskets, '--min-support', '0.1', '--min-confidence', '0.1');
    for (const words of [
      [named, '--long'],
      [odd, '--columns', 'basket=who,item=what'],
    ])
      expect((await json('rules', ...words, '--min-support', '0.1', '--min-confidence', '0.1')).rules).toEqual(expected);
    const { stderr } = await likewise(['rules', odd, '--columns', 'basket=who,item=what']);
    expect(stderr).toContain('columns: basket = who, item = what');
  });

  const wide = file('wide.csv', `${Array.from({ length: 40 }, (_, item) => `i${item}`).join(',')}\n`);
  test.each([
    [['rules', baskets, '--basket', 'ghost'], /none of ghost is in the baskets/],
    [['rules', baskets, '--min-confidence', 'high'], /--min-confidence must be a share from 0 to 1; got "high"/],
    [['rules', baskets, '--max-length', '0'], /--max-length must be an integer ≥ 1/],
    [['rules', baskets, '--sort', 'size'], /--sort must be one of confidence, lift, support/],
    [['rules', baskets, '--sets', 'best'], /--sets must be one of all, closed, maximal; got "best"/],
    [['rules', baskets, '--sets', 'all', '--basket', 'jam'], /give one of them/],
    [['rules', file('hole.csv', 'order,product\n1,a\n2,\n'), '--long'], /hole\.csv, line 3: product must be filled in; got ""/],
    [['rules', file('one.csv', 'product\na\nb\n'), '--long'], /only one column was found/],
    [['rules', baskets, '--min-suport', '0.1'], /unknown flag --min-suport \(did you mean --min-support\?\)/],
    [
      ['rules', wide, '--min-support', '0'],
      /with --min-support 0 .*one basket of 40 items alone has 1099511627775 of them.*raise --min-support .*or set --max-length/,
    ],
    [['rules', file('none.csv', '')], /none\.csv is empty/],
  ])('%j is refused', async (words, line) => {
    expect(refusal(await likewise(words))).toMatch(line);
  });
});

describe.concurrent('pagerank', () => {
  test('case 22: a dead end, a self-link, a repeated link, and no header', async () => {
    const found = await json('pagerank', edges);
    expect([found.nodes, found.edges, found.deadEnds, found.converged]).toEqual([5, 6, 1, true]);
    const expected = { shop: 0.304844, home: 0.264952, cart: 0.192239, blog: 0.175285, about: 0.062681 };
    expect(found.top.map(({ node }: { node: string }) => node)).toEqual(Object.keys(expected));
    for (const { node, score } of found.top) expect(score).toBeCloseTo(expected[node as keyof typeof expected], 6);
    expect(found.top.reduce((sum: number, { score }: { score: number }) => sum + score, 0)).toBeCloseTo(1, 9);
  });

  const lines = ['home shop', 'home blog', 'blog home', 'blog home', 'shop shop', 'shop cart', 'about home'];
  test.each([
    [
      'comments, and runs of blanks and tabs',
      file('snap.txt', `# Nodes: 5\n#\n\n${lines.map((line) => `${line.replace(' ', ' \t ')}\r\n`).join('')}`),
    ],
    ['a packed file', file('packed.txt.gz', gzipSync(`# two\n# comments\n${lines.join('\n')}`))],
    [
      'a header of known names in another order',
      file('named.csv', `target,source\n${lines.map((line) => line.split(' ').reverse().join(',')).join('\n')}\n`),
    ],
    ['a header as SNAP writes it', file('tabs.tsv', `FromNodeId\tToNodeId\n${lines.map((line) => line.replace(' ', '\t')).join('\n')}\n`)],
    [
      'JSON lines',
      file('links.jsonl', lines.map((line) => JSON.stringify({ source: line.split(' ')[0], target: line.split(' ')[1] })).join('\n')),
    ],
    [
      'a comment in the middle',
      file(
        'middle.csv',
        `${lines
          .slice(0, 3)
          .map((line) => line.replace(' ', ','))
          .join('\n')}\n# more\n${lines
          .slice(3)
          .map((line) => line.replace(' ', ','))
          .join('\n')}`,
      ),
    ],
  ])('%s', async (_, source) => {
    expect(await json('pagerank', source)).toEqual(await json('pagerank', edges));
  });

  test('a header in an edge list that is piped in', async () => {
    const { code, stdout } = await likewise(['pagerank', '-', '--json'], {
      input: `source,target\n${lines.join('\n').replaceAll(' ', ',')}\n`,
    });
    expect([code, JSON.parse(stdout)]).toEqual([0, await json('pagerank', edges)]);
  });

  test('nodes may begin with #, weights, repetitions that add up, personalised ranks', async () => {
    const tags = await json('pagerank', file('tags.csv', 'a,#b\n#b,a\n#c,a\n'));
    expect(tags.nodes).toBe(3);
    const weighted = await json('pagerank', file('weights.csv', 'a,b,2\na,c,1\nb,a,1\nc,a,1\n'), '--weighted');
    const summed = await json('pagerank', file('sum.csv', 'a,b\na,b\na,c\nb,a\nc,a\n'), '--repeated', 'sum');
    expect(weighted.top).toEqual(summed.top);
    const near = await json('pagerank', edges, '--teleport', 'about=1', '-n', '1', '--damping', '0.2');
    expect(near.top).toEqual([{ node: 'about', score: expect.closeTo(0.8, 1) }]);
  });

  test('a table for people; a word where the steps did not suffice', async () => {
    const { stdout, stderr } = await likewise(['pagerank', edges, '--max-iterations', '2', '-n', '2']);
    expect(stdout).toMatch(/nodes +5 \(1 without links\)\nlinks +6\n/);
    expect(stderr).toMatch(/1 link repeats another.*\n(.*\n)*beware: after 2 steps ranks still change/);
  });

  test.each([
    [['pagerank', file('comments.txt', '# nothing\n# here\n')], /comments\.txt holds no links/],
    [['pagerank', file('one.txt', 'a\nb\n')], /one\.txt has one column; a link needs two ends/],
    [['pagerank', file('half.csv', 'a,b\n,c\n')], /half\.csv, line 2: the source must not be empty/],
    [['pagerank', file('ragged.txt', '# x\na b\nc d e\n')], /ragged\.txt, line 3: 3 fields, but line 2 has 2/],
    [
      ['pagerank', file('negative.csv', 'a,b,1\nb,a,-2\n'), '--weighted'],
      /negative\.csv, line 2: the weight must be a number above 0; got "-2"/,
    ],
    [['pagerank', edges, '--weighted'], /no third column to take weights from/],
    [['pagerank', edges, '--damping', '1'], /--damping must be a number from 0 to below 1; got "1"/],
    [['pagerank', edges, '--tolerance', '0'], /--tolerance must be a number above 0/],
    [['pagerank', edges, '--teleport', 'nowhere'], /teleport names node nowhere, which is not in the graph/],
    [['pagerank', edges, '--repeated', 'twice'], /--repeated must be once or sum/],
    [['pagerank', `${path}/gone.csv`], /no such file/],
  ])('%j is refused', async (words, line) => {
    expect(refusal(await likewise(words))).toMatch(line);
  });
});
