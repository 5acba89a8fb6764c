// Writes the generated film club as club.csv (ratings) and films.csv (titles, categories) into a folder:
// node examples/write-demo-data.mjs [folder]
import { join } from 'node:path';
import { demoData } from '@likewise/core';
import { demoItemLines, demoRatingLines, writeLines } from 'likewise';

const folder = process.argv[2] ?? '.';
const demo = demoData();
await writeLines(join(folder, 'club.csv'), demoRatingLines(demo));
await writeLines(join(folder, 'films.csv'), demoItemLines(demo));
console.log(`wrote club.csv and films.csv. ${demo.description}`);
