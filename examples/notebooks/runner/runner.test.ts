/** The runner on a folder of invented examples: rules of bands, examples that fail, data that is not there, the page. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { atLeast, atMost, band, between, exact, judge, shown, within } from './bands.mjs';
import { pageOf } from './page.mjs';
import { runNotebooks } from './run.mjs';
import { examplesIn } from './run-examples.mjs';

const folder = mkdtempSync(join(tmpdir(), 'likewise-notebooks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [exact('0.331395'), 0.3313952, 0.3314],
  [exact('270,821.25'), 270_821.2512, 270_821.26],
  [exact(213), 213, 214],
  [exact('−0.303401'), -0.303401, 0.303401],
  [exact('4778 × 10'), '4778 × 10', '10 × 4778'],
  [exact('4'), '4', '04'],
  [band(0.9679, 0.0126), 1.0056, 1.0058], // 3 deviations
  [band(0.8169, 0.0001), 0.825, 0.8251], // 1 %
  [band(-2, 0), -2.019, -2.021],
  [within(4.83, 0.05), 4.88, 4.89],
  [atMost(2), 2, 2.001],
  [atLeast(2), 2, 1.999],
  [between(0.7, 0.76), 0.7, 0.77],
])('%j takes %s and refuses %s', (expected, good, bad) => {
  expect(judge(expected, good)).toBe(true);
  for (const other of [bad, Number.NaN, undefined]) expect(judge(expected, other)).toBe(false);
});

test('expected and reached are told with the digits that count', () => {
  expect(shown(exact('0.3300'), 0.33)).toEqual({ expected: '0.3300', reached: '0.3300' });
  expect(shown(band(0.9679, 0.0126), 0.9712345678)).toEqual({ expected: '0.9679 ± 0.038', reached: '0.9712' });
  expect(shown(atMost(2), Number.NaN)).toEqual({ expected: '≤ 2', reached: 'NaN' });
});

/** A folder of examples, name → what stands in it after the import of lesson.mjs. */
function invented(name: string, examples: Record<string, string>): { root: string; docs: string } {
  const root = join(folder, name);
  const lesson = pathToFileURL(join(import.meta.dirname, '../lesson.mjs')).href;
  for (const [path, body] of Object.entries(examples)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), `import { atMost, data, exact, linePlot, row } from '${lesson}';\n${body}\n`);
  }
  return { root, docs: join(root, 'docs') };
}
async function run(where: { root: string; docs: string }, more: object = {}): Promise<{ code: number; said: string[] }> {
  const said: string[] = [];
  const env = { ...process.env, LIKEWISE_DATA_DIR: folder };
  const code = await runNotebooks({ ...where, env, expectAll: [], log: (line: string) => said.push(line), ...more });
  return { code, said };
}

test('rows inside their bands: a page with each of them, exit code 0; the same page again', async () => {
  const where = invented('good', {
    'a-first/02-second.mjs':
      "row('A2', 'cost', atMost(3), 2.5);\nlinePlot('curve', { title: 'Cost', x: 'step', y: 'cost', series: [{ label: 'cost', points: [[0, 3], [1, 2.95]] }] });",
    'a-first/01-first.mjs': "row('A1', 'shape | kind', exact('2 × 3'), '2 × 3');",
    'b-other/01-only.mjs': "row('G4', 'count', exact(2), 2);",
  });
  const { code, said } = await run(where);
  expect(code).toBe(0);
  expect(said.at(-1)).toBe('3 of 3 rows inside their bands');
  const page = readFileSync(join(where.docs, 'notebooks.md'), 'utf8');
  expect(page).toContain('**3 of 3 figures inside their bands**');
  expect(
    page.indexOf('| A1 | shape \\| kind | 2 × 3 | 2 × 3 | yes | [01-first](../examples/notebooks/a-first/01-first.mjs) |'),
  ).toBeLessThan(page.indexOf('| A2 | cost | ≤ 3 | 2.5 | yes |'));
  const picture = readFileSync(join(where.docs, 'notebooks/curve.svg'), 'utf8');
  expect(picture).toContain('prefers-color-scheme: dark');
  // Coordinates are rounded, labels are not.
  expect(picture).toContain('>2.955<');
  expect(picture).not.toMatch(/d="[^"]*\d\.\d\d/);
  // What does not run keeps its lines, and an example that is gone loses them.
  writeFileSync(
    join(where.root, 'a-first/02-second.mjs'),
    readFileSync(join(where.root, 'a-first/02-second.mjs'), 'utf8').replace('2.5)', '2)'),
  );
  rmSync(join(where.root, 'b-other'), { recursive: true });
  expect((await run(where, { wanted: ['second'] })).said.at(-1)).toBe('1 of 1 rows inside their bands');
  const again = readFileSync(join(where.docs, 'notebooks.md'), 'utf8');
  expect(again).toContain('**2 of 2 figures inside their bands**');
  expect(again).toContain('| A1 | shape');
  expect(again).toContain('| A2 | cost | ≤ 3 | 2 | yes |');
  expect(again).not.toContain('| G4');
});

test('a row outside, an example that throws, one without rows: told by name, exit code 1', async () => {
  const where = invented('bad', {
    'a-first/01-outside.mjs': "row('A1', 'cost', atMost(3), 3.5);\nrow('A2', 'none', atMost(3), Number.NaN);",
    'a-first/02-throws.mjs': "row('A3', 'cost', atMost(3), 1);\nthrow new Error('no such film');",
    'a-first/03-silent.mjs': '',
    'a-first/04-no-data.mjs': "row('A4', 'read', atMost(3), data('ml-100k/u.data.gz'));",
  });
  const { code, said } = await run(where);
  expect(code).toBe(1);
  expect(said).toEqual([
    expect.stringMatching(/^\[1\/4\] a-first\/01-outside .* 2 rows$/),
    '    out of its band: A1 cost: 3.5, expected ≤ 3',
    '    out of its band: A2 none: NaN, expected ≤ 3',
    expect.stringMatching(/02-throws .* FAILED: no such film$/),
    expect.stringMatching(/03-silent .* FAILED: it handed no row over$/),
    expect.stringMatching(/04-no-data .* FAILED: no ml-100k\/u\.data\.gz in the folder that LIKEWISE_DATA_DIR names\.$/),
    '1 of 3 rows inside their bands; failed: a-first/02-throws, a-first/03-silent, a-first/04-no-data',
  ]);
  const page = readFileSync(join(where.docs, 'notebooks.md'), 'utf8');
  expect(page).toContain('| A2 | none | ≤ 3 | NaN | **no** |');
  expect(page).toContain('**02-throws failed**: no such film');
});

test('without data, or asked for what there is not, nothing runs: exit code 2', async () => {
  const where = invented('none', { 'a-first/01-first.mjs': "row('A1', 'cost', atMost(3), 1);" });
  for (const [env, problem] of [
    [{}, 'it is not set'],
    [{ LIKEWISE_DATA_DIR: join(folder, 'nowhere') }, 'which does not exist'],
  ] as const) {
    const { code, said } = await run(where, { env });
    expect(code).toBe(2);
    expect(said).toEqual([expect.stringMatching(new RegExp(`LIKEWISE_DATA_DIR must name.*${problem}.*Nothing was run`))]);
  }
  expect(await run(where, { wanted: ['Z'] })).toEqual({ code: 2, said: ['notebooks: no course or example "Z"; courses: A.'] });
});

test('a requirement that no example shows is missed by the whole run, and told on the page', async () => {
  const where = invented('lacking', { 'a-first/01-first.mjs': "row('A1', 'cost', atMost(3), 1);" });
  const { code, said } = await run(where, { expectAll: ['A1', 'A2'] });
  expect([code, said.at(-1)]).toEqual([1, '1 of 1 rows inside their bands; no example for A2']);
  expect(pageOf([])).toContain('Without an example: A1, A2,');
});

test('every example is short', () => {
  const root = join(import.meta.dirname, '..');
  expect(readdirSync(root)).toContain('README.md');
  for (const { path } of examplesIn(root)) expect(readFileSync(path, 'utf8').trimEnd().split('\n').length, path).toBeLessThan(60);
});
