// The figures of docs/models: docs/models/<model>.svg, from the numbers kept in docs/models/figures.json.
// node tools/draw-figures.mjs                      draws all
// node tools/draw-figures.mjs --measure svd nmf    measures these again first (all, where none is named); needs LIKEWISE_DATA_DIR
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawn } from './figures/draw.mjs';
import { plan } from './figures/plan.mjs';

const pathOf = (name) => fileURLToPath(new URL(`../docs/models/${name}`, import.meta.url));
const numbers = existsSync(pathOf('figures.json')) ? JSON.parse(readFileSync(pathOf('figures.json'), 'utf8')) : {};
const [flag, ...given] = process.argv.slice(2);

if (flag === '--measure') {
  const folder = process.env.LIKEWISE_DATA_DIR;
  if (!folder) throw new Error('draw-figures: set LIKEWISE_DATA_DIR to the folder that holds ml-100k.');
  const { measured } = await import('./figures/measure.mjs');
  const { readInteractions } = await import('../packages/likewise/dist/data/read-interactions.js');
  const { readFeatures } = await import('../packages/likewise/dist/data/read-features.js');
  const [train, test] = await Promise.all(
    ['u1.base.gz', 'u1.test'].map(async (file) => (await readInteractions(`${folder}/ml-100k/${file}`)).interactions),
  );
  const { features: itemFeatures } = await readFeatures(`${folder}/ml-100k/u.item`, 'item');
  for (const name of given.length > 0 ? given : Object.keys(plan)) {
    if (plan[name] === undefined) throw new Error(`draw-figures: no figure "${name}" in tools/figures/plan.mjs.`);
    numbers[name] = await measured(name, plan[name], { train, test, itemFeatures });
    save();
    console.log(`${name}: measured`);
  }
} else if (flag !== undefined) throw new Error(`draw-figures: unknown flag ${flag}; known: --measure.`);

for (const [name, figure] of Object.entries(plan)) {
  if (numbers[name] !== undefined) writeFileSync(pathOf(`${name}.svg`), drawn(figure, numbers[name]));
}

/** One series a line, so that changes can be read. */
function save() {
  const entries = Object.keys(plan)
    .filter((name) => numbers[name] !== undefined)
    .map((name) => `  ${JSON.stringify(name)}: [\n${numbers[name].map((series) => `    ${JSON.stringify(series)}`).join(',\n')}\n  ]`);
  writeFileSync(pathOf('figures.json'), `{\n${entries.join(',\n')}\n}\n`);
}
