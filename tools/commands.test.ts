/**
 * Every `likewise` command of the README and the guides runs, in a folder with the generated demo data as ratings.csv,
 * club.csv, movies.csv and films.csv. A command that the page shows being refused (its output begins with "likewise:")
 * must be refused; one that serves must get ready.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoData } from '@likewise/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoItemLines, demoRatingLines, writeLines } from '../packages/likewise/src/data/demo-file.ts';
import { root, textOf, trackedFiles } from './sources.ts';

interface Shown {
  readonly page: string;
  readonly line: string;
  readonly refused: boolean;
}

const pages = trackedFiles.filter((file) => file === 'README.md' || /^docs\/guides\/.*\.md$/.test(file));
const commands = pages.flatMap(commandsOf);
const folder = mkdtempSync(join(tmpdir(), 'likewise-commands-'));

function commandsOf(page: string): Shown[] {
  const shown: Shown[] = [];
  for (const [, block] of textOf(page).matchAll(/```(?:sh|console)?\n([\s\S]*?)```/g)) {
    const lines = block.replace(/\\\n\s*/g, ' ').split('\n');
    lines.forEach((line, at) => {
      const [, command] = /^(?:\$ )?(?:npx )?(likewise .*)$/.exec(line) ?? [];
      // An ellipsis or a placeholder is not a command line; pipes and data sets of the reader are not here.
      if (command === undefined || /[…<|]| > |LIKEWISE_DATA_DIR/.test(command)) return;
      shown.push({ page, line: command.replace(/\s+#.*$/, ''), refused: lines[at + 1]?.startsWith('likewise: ') ?? false });
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
  for (const [page, name] of [
    ['docs/guides/pagerank.md', 'links.csv'],
    ['docs/guides/association-rules.md', 'baskets.csv'],
  ]) {
    writeFileSync(join(folder, name), shownFile(page, name));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the README and the guides show commands', () => {
  expect(commands.length).toBeGreaterThan(10);
});

test.each(commands)('$page: $line', async ({ line, refused }) => {
  const { code, errors } = await run(words(line).slice(1));
  // 143: a busy machine took longer to stop than the program waits.
  const allowed = refused ? [2] : /^likewise (up|serve)\b/.test(line) ? [0, 143] : [0];
  expect(allowed, `${line} ended with ${code}\n${errors}`).toContain(code);
});

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

function run(args: readonly string[]): Promise<{ code: number | null; errors: string }> {
  const serves = (args[0] === 'up' || args[0] === 'serve') && !args.includes('--help');
  // Any free port, so that pages may show the default one.
  const given = serves ? [...withoutPort(args), '--port', '0'] : args;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'packages/likewise/bin/likewise.js'), ...given], { cwd: folder });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.stdout.on('data', (data) => {
      // The address is printed as soon as it answers; the program then still has lines to print.
      if (serves && /http:\/\//.test(String(data))) setTimeout(() => child.kill('SIGTERM'), 300);
    });
    child.stdin.end();
    child.on('close', (code) => resolve({ code, errors }));
  });
}

function withoutPort(args: readonly string[]): string[] {
  const at = args.indexOf('--port');
  return at < 0 ? [...args] : [...args.slice(0, at), ...args.slice(at + 2)];
}
