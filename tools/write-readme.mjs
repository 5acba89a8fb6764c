// Writes the table of models into README.md, from the catalog; tools/readme.test.ts tells when it is due.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modelCatalog } from '@likewise/core';
import { modelTable } from './model-table.mjs';

const path = fileURLToPath(new URL('../README.md', import.meta.url));
const text = readFileSync(path, 'utf8');
writeFileSync(
  path,
  text.replace(/<!-- models -->[\s\S]*<!-- \/models -->/, `<!-- models -->\n${modelTable(modelCatalog)}\n<!-- /models -->`),
);
