/** The README's table of models is the catalog. */
import { modelCatalog } from '@likewise/core';
import { expect, test } from 'vitest';
// @ts-expect-error: a plain module, shared with the script that writes the table.
import { modelTable } from './model-table.mjs';
import { textOf } from './sources.ts';

test('README.md lists the models of the catalog (node tools/write-readme.mjs writes it)', () => {
  expect(textOf('README.md')).toContain(`<!-- models -->\n${modelTable(modelCatalog)}\n<!-- /models -->`);
});
