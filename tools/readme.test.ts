/** Tables of models are the catalog. */
import { modelCatalog } from '@likewise/core';
import { expect, test } from 'vitest';
// @ts-expect-error: a plain module, shared with the script that writes the table.
import { abilityTable, modelTable, qualityTable } from './model-table.mjs';
import { textOf, trackedFiles } from './sources.ts';

test('README.md lists the models of the catalog (node tools/write-readme.mjs writes it)', () => {
  expect(textOf('README.md')).toContain(`<!-- models -->\n${modelTable(modelCatalog)}\n<!-- /models -->`);
});

test('docs/models/README.md lists what each model can be asked (node tools/write-readme.mjs writes it)', () => {
  expect(textOf('docs/models/README.md')).toContain(`<!-- abilities -->\n${abilityTable(modelCatalog)}\n<!-- /abilities -->`);
});

test('docs/quality.md has the rows that npm run quality measures (node tools/write-readme.mjs writes them)', () => {
  const rows = JSON.parse(textOf('quality/table.json'));
  expect(textOf('docs/quality.md')).toContain(`<!-- table -->\n${qualityTable(rows)}\n<!-- /table -->`);
  for (const { suite } of rows) expect(trackedFiles, suite).toContain(`quality/${suite}.quality.ts`);
});
