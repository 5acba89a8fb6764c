// Writes the tables of models into README.md and docs/models/README.md, from the catalog, and that of quality/table.json into docs/quality.md;
// tools/readme.test.ts tells when it is due.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modelCatalog } from '@likewise/core';
import { abilityTable, modelTable, qualityTable } from './model-table.mjs';

fill('../README.md', 'models', modelTable(modelCatalog));
fill('../docs/models/README.md', 'abilities', abilityTable(modelCatalog));
fill('../docs/quality.md', 'table', qualityTable(JSON.parse(readFileSync(new URL('../quality/table.json', import.meta.url), 'utf8'))));

/** Puts the table between `<!-- mark -->` and `<!-- /mark -->`. */
function fill(file, mark, table) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const between = new RegExp(`<!-- ${mark} -->[\\s\\S]*<!-- /${mark} -->`);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(between, () => `<!-- ${mark} -->\n${table}\n<!-- /${mark} -->`),
  );
}
