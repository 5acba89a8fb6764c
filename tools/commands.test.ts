/**
 * Every `likewise` command of the README, the guides and the pages of models runs, in a folder with the generated demo data as ratings.csv,
 * club.csv, movies.csv and films.csv (those of models in one of their own, tools/model-page-files.ts), and prints what the page shows: its lines in their order, "…" standing for any others; blanks
 * and seconds are not compared. A command that the page shows being refused (its output begins with "likewise:") must be refused; one
 * that serves must get ready.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoData } from '@likewise/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoItemLines, demoRatingLines, writeLines } from '../packages/likewise/src/data/demo-file.ts';
import { modelPageFiles } from './model-page-files.ts';
import { root, textOf, trackedFiles } from './sources.ts';

interface Shown {
  readonly page: string;
  readonly line: string;
  /** What the page shows below the command, line by line. */
  readonly output: readonly string[];
}

const pages = trackedFiles.filter(
  (file) => file === 'README.md' || file === 'docs/index.md' || /^docs\/(guides|start|coming-from|models)\/.*\.md$/.test(file),
);
const commands = pages.flatMap(commandsOf);
const folder = mkdtempSync(join(tmpdir(), 'likewise-commands-'));
const modelFolder = join(folder, 'models');
/** Other pages write a train.csv and a test.csv of their own. */
const evaluationFolder = join(folder, 'evaluation');
const folderOf = (page: string): string =>
  page.startsWith('docs/models/') ? modelFolder : page === 'docs/guides/evaluation.md' ? evaluationFolder : folder;

function commandsOf(page: string): Shown[] {
  const shown: Shown[] = [];
  for (const [, language, block] of textOf(page).matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)) {
    if (!['', 'sh', 'console'].includes(language)) continue;
    const lines = block.replace(/\\\n\s*/g, ' ').split('\n');
    lines.forEach((line, at) => {
      const [, command] = /^(?:\$ )?(?:npx )?(likewise .*)$/.exec(line) ?? [];
      // An ellipsis or a placeholder is not a command line; pipes and data sets of the reader are not here.
      if (command === undefined || /[…<|]| > |LIKEWISE_DATA_DIR/.test(command)) return;
      const rest = lines.slice(at + 1);
      const next = rest.findIndex((after) => /^(?:\$ |# \S|(?:npx )?likewise )/.test(after));
      const output = line.startsWith('$ ') ? rest.slice(0, next < 0 ? undefined : next).filter((text) => text.trim() !== '') : [];
      shown.push({ page, line: command.replace(/\s+#.*$/, ''), output });
    });
  }
  return shown;
}

beforeAll(async () => {
  const demo = demoData();
  await writeLines(join(folder, 'club.csv'), demoRatingLines(demo));
  await writeLines(join(folder, 'films.csv'), demoItemLines(demo));
  copyFileSync(join(folder, 'club.csv'), join(folder, 'ratings.csv'));
  copyFileSync(join(folder, 'films.csv'), join(folder, 'movies.csv'));
  mkdirSync(modelFolder);
  mkdirSync(evaluationFolder);
  for (const name of ['club.csv', 'films.csv', 'ratings.csv', 'movies.csv']) copyFileSync(join(folder, name), join(evaluationFolder, name));
  for (const [name, lines] of Object.entries(modelPageFiles())) writeFileSync(join(modelFolder, name), `${lines.join('\n')}\n`);
  const rows = [...demoRatingLines(demo)];
  const parts = { train: rows.filter((_, k) => k % 5 !== 1), test: rows.filter((_, k) => k === 0 || k % 5 === 1) };
  for (const [name, lines] of Object.entries(parts)) writeFileSync(join(evaluationFolder, `${name}.csv`), `${lines.join('\n')}\n`);
  writeFileSync(join(evaluationFolder, 'theirs.csv'), 'user,item,rank\nmember-1,film-3,1\nmember-1,film-8,2\nmember-2,film-8,1\n');
  writeFileSync(join(folder, 'scores.csv'), '5,-1,3,4\n-1,2,4,1\n3,5,-1,2\n');
  writeFileSync(join(folder, 'y.csv'), '5,0,3\n0,2,4\n3,5,0\n4,1,2\n');
  writeFileSync(join(folder, 'r.csv'), '1,0,1\n0,1,1\n1,1,0\n1,1,1\n');
  for (const [page, name] of [
    ['docs/guides/pagerank.md', 'links.csv'],
    ['docs/guides/association-rules.md', 'baskets.csv'],
    ['docs/guides/reading-data.md', 'kunden.csv'],
  ]) {
    writeFileSync(join(folder, name), shownFile(page, name));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the README and the guides show commands', () => {
  expect(commands.length).toBeGreaterThan(10);
});

test.each(commands)('$page: $line', async ({ page, line, output }) => {
  const wanted = output.map(comparable).filter((text) => text !== '…');
  const { code, errors, printed } = await run(words(line).slice(1), folderOf(page), wanted.at(-1));
  const refused = output[0]?.startsWith('likewise: ') ?? false;
  // 143: a busy machine took longer to stop than the program waits.
  const allowed = refused ? [2] : /^likewise (up|serve)\b/.test(line) ? [0, 143] : [0];
  expect(allowed, `${line} ended with ${code}\n${errors}`).toContain(code);
  const lines = [...errors.split('\n'), ...printed.split('\n')].map(comparable);
  let from = 0;
  for (const text of wanted) {
    const found = lines.findIndex((printedLine, at) => at >= from && fits(printedLine, text));
    expect(found, `${line} does not print, in this order:\n${text}\nbut:\n${errors}${printed}`).toBeGreaterThanOrEqual(0);
    from = found + 1;
  }
});

/** "a, b, …" stands for every line that begins so. */
const fits = (line: string, shown: string): boolean => (shown.endsWith('…') ? line.startsWith(shown.slice(0, -1)) : line === shown);

/** Seconds differ from run to run, the port is any free one; how wide columns are hangs on them. */
function comparable(text: string): string {
  return text
    .replace(/(?:< )?\d[\d.,]* s\b/g, '# s')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:#')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The lines that a page shows after `$ cat name`. */
function shownFile(page: string, name: string): string {
  const after = textOf(page).split(`\n$ cat ${name}\n`)[1];
  const content = after?.split(/^(?:\$ |```)/m)[0];
  if (content === undefined) throw new Error(`${page} does not show ${name}`);
  return content;
}

/** Shell words: blanks part, quotes join. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

/** A server is stopped when it has printed its address and the last line that is waited for. */
function run(args: readonly string[], cwd: string, last?: string): Promise<{ code: number | null; errors: string; printed: string }> {
  const serves = (args[0] === 'up' || args[0] === 'serve') && !args.includes('--help');
  // Any free port, so that pages may show the default one.
  const given = serves ? [...withoutPort(args), '--port', '0'] : args;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'packages/likewise/bin/likewise.js'), ...given], { cwd });
    let errors = '';
    let printed = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.stdout.on('data', (data) => {
      printed += data;
      const served = printed.split('\n').map(comparable);
      if (serves && /http:\/\//.test(printed) && (last === undefined || served.some((text) => fits(text, last))))
        setTimeout(() => child.kill('SIGTERM'), 300);
    });
    child.stdin.end();
    child.on('close', (code) => resolve({ code, errors, printed }));
  });
}

function withoutPort(args: readonly string[]): string[] {
  const at = args.indexOf('--port');
  return at < 0 ? [...args] : [...args.slice(0, at), ...args.slice(at + 2)];
}
