// Writes the tables of models into README.md and docs/models/README.md, from the catalog; tools/readme.test.ts tells when it is due.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modelCatalog } from '@likewise/core';
import { abilityTable, modelTable } from './model-table.mjs';

fill('../README.md', 'models', modelTable(modelCatalog));
fill('../docs/models/README.md', 'abilities', abilityTable(modelCatalog));

/** Puts the table between `<!-- mark -->` and `<!-- /mark -->`. */
function fill(file, mark, table) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const between = new RegExp(`<!-- ${mark} -->[\\s\\S]*<!-- /${mark} -->`);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(between, () => `<!-- ${mark} -->\n${table}\n<!-- /${mark} -->`),
  );
}
