/**
 * Every TypeScript snippet of README.md and docs/ runs, those of a page one after the other, a later one seeing what an earlier one made.
 * What a page leaves to its reader ("your ratings") stands in `given`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@likewise/core';
import { transform } from 'esbuild';
import * as likewise from 'likewise';
import * as modelFile from 'likewise/model-file';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoRatingLines, writeLines } from '../packages/likewise/src/data/demo-file.ts';
import { textOf, trackedFiles } from './sources.ts';

const modules: Readonly<Record<string, object>> = {
  '@likewise/core': core,
  // Any free port: the one that the page shows may be taken.
  likewise: { ...likewise, startServer: (options: likewise.ServerOptions) => likewise.startServer({ ...options, port: 0 }) },
  'likewise/model-file': modelFile,
};
const pages = trackedFiles.filter((file) => file === 'README.md' || /^docs\/.*\.md$/.test(file));
const blocksOf = (page: string): string[] => [...textOf(page).matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, block]) => block);
const shown = pages.map((page) => [page, blocksOf(page)] as const).filter(([, blocks]) => blocks.length > 0);

const train = core.interactionsFromRows([
  { user: 'ann', item: 'tea' },
  { user: 'ann', item: 'jam' },
  { user: 'bob', item: 'tea' },
]);
const ratings = core.interactionsFromRows(Array.from({ length: 60 }, (_, k) => ({ user: k % 9, item: (k * 7) % 11, value: 1 + (k % 5) })));
const model = await core.implicitALS({ factors: 2 }).fit(train);
const bytes = core.encodeModel(model);

/** What a page leaves to its reader. */
const given: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'docs/decisions/0006-entries-to-decode-with.md': { bytes },
  'docs/guides/association-rules.md': { signal: new AbortController().signal, onSets: () => {} },
  'docs/guides/bandits.md': { database: { save: async () => {} } },
  'docs/guides/http-api.md': { train, tomorrow: train },
  'docs/guides/library.md': { ratings, basket: ['tea'], fetch: async () => new Response(bytes as Uint8Array<ArrayBuffer>) },
  'docs/guides/model-files.md': { train },
  'docs/models/implicit-als.md': { train2: train },
};

const folder = mkdtempSync(join(tmpdir(), 'likewise-snippets-'));
const before = process.cwd();
beforeAll(async () => {
  process.chdir(folder);
  await writeLines('ratings.csv', demoRatingLines(core.demoData()));
  writeFileSync('kunden.csv', 'Kunde;Artikel;Bewertung\nK1;Tee;4,5\nK1;Brot;3,0\nK2;Tee;5,0\n');
  await likewise.writeModelFile('films.safetensors', model);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

test('pages have snippets', () => expect(shown.length).toBeGreaterThan(40));

test.each(shown)('snippets of %s', { timeout: 120_000 }, async (page, blocks) => {
  // Each in a scope of its own within that of the one before, so that a name may be taken again.
  const { code } = await transform(`async () => {${blocks.map(scoped).join('{\n')}${'}'.repeat(Math.max(0, blocks.length - 1))}}`, {
    loader: 'ts',
  });
  const names = Object.keys(given[page] ?? {});
  const run = new Function('load', 'console', ...names, `return (${code.trim().replace(/;$/, '')})()`);
  const silent = { log() {}, error() {}, warn() {} };
  await run((name: string) => modules[name], silent, ...Object.values(given[page] ?? {}));
});

/** Imports become constants: a function cannot hold them. */
const scoped = (block: string): string =>
  block.replace(/import type [^;]*;/g, '').replace(/import \{([^}]*)\} from '([^']+)';/g, (_, names: string, from: string) => {
    const values = names.split(',').filter((name) => !/^\s*type /.test(name));
    return `const {${values.join(',').replaceAll(' as ', ': ')}} = load(${JSON.stringify(from)});`;
  });
