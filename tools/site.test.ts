/** `npm run docs` makes the whole site: every page as HTML and as Markdown, listed in llms.txt, with links that lead somewhere. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelCatalog } from '@likewise/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { root, trackedFiles } from './sources.ts';

const out = join(root, 'dist/docs');
const textOf = (path: string): string => readFileSync(join(out, path), 'utf8');

describe('the site', () => {
  let files: readonly string[] = [];
  beforeAll(() => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ['tools/site/build.mjs'], { cwd: root, encoding: 'utf8' });
    // Links that lead nowhere end the build, each with a line.
    expect(status, stderr + stdout).toBe(0);
    files = readdirSync(out, { recursive: true }).map(String);
  }, 400_000);

  test('has every page of docs/, as HTML and as Markdown', () => {
    const pages = trackedFiles.filter((file) => /^docs\/.*\.md$/.test(file));
    for (const page of pages) {
      const path = page.replace(/^docs\//, '').replace(/README\.md$/, 'index.md');
      expect(files, page).toContain(path);
      expect(files, page).toContain(path.replace(/\.md$/, '.html'));
    }
    for (const file of files.filter((path) => path.endsWith('.html') && path !== '404.html'))
      expect(files, file).toContain(file.replace(/\.html$/, '.md'));
  });

  test('llms.txt lists every page once, with what it is about; llms-full.txt holds the guides', () => {
    const listed = [...textOf('llms.txt').matchAll(/^- \[[^\]]+\]\(([^)]+)\): \S/gm)].map(([, path]) => path);
    const pages = files.filter((path) => path.endsWith('.md') && path !== 'index.md');
    expect(listed.toSorted()).toEqual([...pages].sort());
    expect(textOf('llms-full.txt')).toContain('# Fallbacks');
  });

  test.each(modelCatalog.map(({ name }) => name))('the page of %s has formula, source, abilities, options and call', (name) => {
    const entry = modelCatalog.find((candidate) => candidate.name === name)!;
    const page = textOf(`models/${name}.md`);
    expect(page).toContain(
      `| formula | ${entry.formula
        .trim()
        .replaceAll('|', '\\|')
        .replace(/\s*\n\s*/g, ' ')} |`,
    );
    expect(page).toContain(`| can | ${entry.abilities.join(', ')} |`);
    expect(page).toContain(`${entry.factory}(`);
    for (const option of Object.keys(entry.options)) expect(page).toContain(`| \`${option}\` |`);
    for (const preset of Object.keys(entry.presets ?? {})) expect(page).toContain(`| \`${preset}\` |`);
  });

  test('a model page shows the rows of figures that name it', () => {
    const page = textOf('models/svd.md');
    expect(page).toContain('From [Ratings on MovieLens 100K](../quality.md#ratings-on-movielens-100k)');
    expect(page).toMatch(/^\| svd \| 0\.9056 \|/m);
    expect(page).not.toMatch(/^\| svd-pp \|/m);
  });

  test('indexes of formulas stand low, exponents high, names of files stay', () => {
    expect(textOf('models/svd.html')).toContain('λ<sub>bu</sub> b<sub>u</sub>²');
    expect(textOf('models/svd.html')).toContain('class="formula"');
    expect(textOf('guides/evaluation.html')).toContain('Σ<sub>k≤n</sub>');
    expect(textOf('quality.html')).toContain('ratings_with_folds.csv.gz');
  });

  test('references are made from the program', () => {
    expect(textOf('reference/commands.md')).toContain('## likewise evaluate');
    expect(textOf('reference/commands.md')).toContain('--positive');
    expect(textOf('reference/http.md')).toContain('### GET /v1/recommendations/');
    expect(textOf('reference/metrics.md')).toContain('### ndcg@10');
    expect(textOf('api/factorization.md')).toContain('### ExplicitALSOptions');
  });

  test('asks no other server for anything', () => {
    for (const file of files.filter((path) => path.endsWith('.css')))
      expect(textOf(file), file).not.toMatch(/url\(["']?(https?:)?\/\/|@import/);
    expect(files.some((path) => path.includes('localSearchIndex'))).toBe(true);
  });
});
