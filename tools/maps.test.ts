/** The maps of the house cannot drift: every path that a page for contributors names in backticks exists, and every model is everywhere. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelCatalog } from '@likewise/core';
import { describe, expect, test } from 'vitest';
import { root, textOf } from './sources.ts';

const pages = ['CONTRIBUTING.md', 'GLOSSARY.md', 'docs/guides/add-a-model.md'];

test.each(pages)('%s names folders and files that exist', (page) => {
  const paths = [...textOf(page).matchAll(/`((?:packages|tools|docs|golden|bench|quality|examples)\/[^`<>*…\s]*)`/g)].map(
    ([, path]) => path,
  );
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

describe.each(modelCatalog.map((entry) => [entry.name, entry] as const))('the model %s', (name, { family, factory }) => {
  const home = `packages/core/src/models/${family}/${name}`;

  test('has a file or folder of its name', () => {
    expect([`${home}.ts`, `${home}/${name}.ts`].filter((path) => existsSync(join(root, path)))).toHaveLength(1);
  });

  test('is exported from index.ts: its factory, its entry and its options', () => {
    const index = textOf('packages/core/src/index.ts');
    const options = new RegExp(`\\b${factory}Options\\b`, 'i');
    for (const word of [new RegExp(`\\b${factory}\\b`), new RegExp(`\\b${factory}Entry\\b`), options])
      expect(index, `packages/core/src/index.ts: export ${word.source.replaceAll('\\b', '')}`).toMatch(word);
  });

  test('has a page, and stands in the index of the pages', () => {
    expect(existsSync(join(root, `docs/models/${name}.md`)), `docs/models/${name}.md`).toBe(true);
    expect(textOf('docs/models/README.md'), 'docs/models/README.md, by node tools/write-readme.mjs').toContain(`(${name}.md)`);
  });
});
