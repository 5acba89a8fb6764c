// Writes the comments of options interfaces and the option tables of model pages from the catalog's records; npm run build first.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { filesOfOptions, pagesOfOptions } from './option-records.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const { file, text, now } of [...filesOfOptions().files, ...pagesOfOptions()])
  if (text !== undefined && text !== now) {
    writeFileSync(`${root}${file}`, text);
    console.log(file);
  }
