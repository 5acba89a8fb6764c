/** Reading costs what the bytes cost: long rows, long ids, many columns, many files. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLines } from '../../src/data/cells/read-lines.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { file, folderPath, refusal, shown } from './files.ts';

const head = 'user,item,rating\n';
const MIB = 1 << 20;

test.each([
  ['a long cell', `${head}${'a'.repeat(40 * MIB)},x,3\n`, 'csv', /line 2: the row is longer than 16 MiB/],
  ['a long first row', `${'a'.repeat(40 * MIB)},x,3\nb,y,4\n`, 'csv', /no row ends within the first 16\d{6} bytes/],
  ['a long quote', `${head}a,x,3\n"${'a'.repeat(40 * MIB)}",x,3\n`, 'csv', /line 3: the quote before .* is never closed within 16 MiB/],
  ['many cells', `${head}${'1,'.repeat(20 * MIB)}3\n`, 'csv', /line 2: more than 1048576 fields/],
  ['a long record', `{"user":1,"item":2}\n{"user":"${'a'.repeat(40 * MIB)}"}\n`, 'jsonl', /line 2: the row is longer than 16 MiB/],
  [
    'a long record of an array',
    `[{"user":1,"item":2},\n{"user":"${'a'.repeat(40 * MIB)}"}]`,
    'json',
    /line 2: the row is longer than 16 MiB/,
  ],
])(
  '%s is refused by its line, in a time that grows with the bytes',
  async (_, content, ending, sentence) => {
    expect((await refusal(readInteractions(file(content, `x.${ending}`)))).message).toMatch(sentence);
  },
  30_000,
);

test('long cells cost no more for what is in them', async () => {
  const escapes = `{"user":1.50,"item":2,"x":"${'\\n'.repeat(3 * MIB)}"}\n{"user":2,"item":3,"x":"\\\\"}\n`;
  expect(shown((await readInteractions(file(escapes, 'x.jsonl'))).interactions)).toEqual(['1.50 2 1', '2 3 1']);
  const list = (await readInteractions(file(`{"user":1,"items":[0.5${',1.5'.repeat(200_000)}]}\n{"user":2,"items":[3]}\n`, 'x.jsonl')))
    .report;
  expect(list.rows).toBe(200_002);
  const python = file(`user;items\na;"['x'${",'x'".repeat(2 * MIB)}]"\nb;"['y']"\n`);
  expect((await readInteractions(python)).interactions.items.size).toBe(2);
  const name = file(`${'uU'.repeat(MIB)},item,rating\na,x,3\nb,y,4\n`);
  expect((await refusal(readInteractions(name))).message).toMatch(/the name of a column has 2097152 characters, more than 10000; is its/);
});

test('a row of 15 MiB is read, and so is a first row beyond the first look', async () => {
  const long = 'i'.repeat(15 * MIB);
  const { interactions } = await readInteractions(file(`${head}a,${long},3\nb,y,4\n`));
  expect(interactions.items.ids.map((id) => String(id).length)).toEqual([long.length, 1]);
  const first = await readInteractions(file(`a,${'i'.repeat(600_000)},3\nb,y,4\n`), { columns: 'user,item,rating' });
  expect(first.report.rows).toBe(2);
});

test('so is a first record of JSON beyond the first look, in an array or over several lines', async () => {
  const records = [
    { user: 'a', tags: ['}]'], text: `{["\\${'x'.repeat(3 * MIB)}`, item: 'x' },
    { user: 'b', item: 'y' },
  ];
  const over = records.map((record) => JSON.stringify(record, null, 1)).join('\n');
  for (const text of [JSON.stringify(records), JSON.stringify(records, null, 1), over])
    for (const bytes of [text, Buffer.from(`\ufeff${text}`, 'utf16le')])
      expect(shown((await readInteractions(file(bytes, 'x.json'), { columns: 'user=user,item=item' })).interactions)).toEqual([
        'a x 1',
        'b y 1',
      ]);
  const longer = JSON.stringify([{ text: 'y'.repeat(17 * MIB), user: 'a', item: 'x' }]);
  expect((await refusal(readInteractions(file(longer, 'x.json')))).message).toMatch(
    /begins with a record longer than 16 MiB|line 1: the row is longer/,
  );
});

test('ids of a megabyte of digits are numbered by value; a cell of such digits is no number at once', async () => {
  const digits = (end: string) => `${'1'.repeat(1_000_000)}${end}`;
  const { interactions } = await readInteractions(file(`${head}${digits('3')},x,1\n-${digits('1')},x,2\n${digits('2')},x,3\n9,x,4\n`));
  expect(interactions.users.ids.map((id) => String(id).slice(-2))).toEqual(['11', '9', '12', '13']);
  expect((await refusal(readInteractions(file(`${head}u,x,${digits('x')}\n`)))).message).toMatch(/line 2: rating must be a finite number/);
});

test('many columns take little each', async () => {
  const columns = 20_000;
  const row = (k: number) => Array.from({ length: columns }, () => k).join(',');
  const names = Array.from({ length: columns }, (_, k) => `c${k}`).join(',');
  const before = process.memoryUsage().rss;
  const { report } = await readInteractions(file(`user,item,rating,${names}\na,x,3,${row(1)}\nb,x,4,${row(2)}\n`));
  expect(report.columns.context.length).toBeGreaterThan(columns - 5);
  expect(process.memoryUsage().rss - before).toBeLessThan(500 * MIB);
});

test('too many open files: one line that is true', async () => {
  const path = file(`${head}a,x,3\n`);
  const open: number[] = [];
  try {
    for (;;) open.push(openSync(path, 'r'));
  } catch {
    const reading = readInteractions(path).catch((error: Error) => error.message);
    const said = await reading;
    for (const fd of open) closeSync(fd);
    expect(said).toMatch(/cannot be read \(EMFILE\); this process has too many files open: raise the limit/);
  }
});

const program = new URL('../../dist/cli/main.js', import.meta.url).pathname;
test.skipIf(!existsSync(program) || process.platform === 'win32')(
  'a pipe is waited for without blocking: Ctrl-C ends it, a writer is read (skipped where dist is not built)',
  async () => {
    const pipe = join(folderPath(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { interactions } = await Promise.all([
      readInteractions(pipe),
      once(spawn('sh', ['-c', `sleep 0.2; printf 'user,item\\na,x\\n' > ${pipe}`]), 'exit'),
    ]).then(([result]) => result);
    expect(shown(interactions)).toEqual(['a x 1']);
    const waiting = spawn(process.execPath, [program, 'describe', pipe], { stdio: 'ignore' });
    // A pipe can be opened for writing without waiting once somebody reads it.
    let writer: number | undefined;
    while (writer === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      try {
        writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
      } catch {}
    }
    const asked = performance.now();
    waiting.kill('SIGINT');
    const [code, signal] = await once(waiting, 'exit');
    closeSync(writer);
    expect([signal === 'SIGINT' ? 130 : code, performance.now() - asked < 2500]).toEqual([130, true]);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    await expect(readLines(pipe, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  },
  30_000,
);
