// Runs the examples of the course notebooks on the real data: npm run notebooks [-- A …]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, shown } from './bands.mjs';
import { pageOf } from './page.mjs';
import { requirements } from './requirements.mjs';
import { chosen, examplesIn, runExample } from './run-examples.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Exit code: 0 all inside, 1 a row outside or an example that failed, 2 nothing could run. */
export async function runNotebooks({
  root = join(here, '..'),
  docs = join(here, '../../../docs'),
  wanted = [],
  env = process.env,
  log = console.log,
  expectAll = requirements,
} = {}) {
  if (!env.LIKEWISE_DATA_DIR || !existsSync(env.LIKEWISE_DATA_DIR)) {
    const got = env.LIKEWISE_DATA_DIR ? `it names "${env.LIKEWISE_DATA_DIR}", which does not exist` : 'it is not set';
    log(`notebooks: LIKEWISE_DATA_DIR must name the folder of the data sets (ml-100k, ml-1m, …); ${got}. Nothing was run.`);
    return 2;
  }
  const all = examplesIn(root);
  let examples;
  try {
    examples = chosen(all, wanted);
  } catch (error) {
    log(error.message);
    return 2;
  }
  const childEnv = { ...env, LIKEWISE_PLOTS: join(docs, 'notebooks') };
  const path = join(docs, 'notebooks.md');
  mkdirSync(docs, { recursive: true });
  const results = [];
  for (const [k, example] of examples.entries()) {
    const result = await runExample(example, { env: childEnv });
    results.push(result);
    const out = result.rows.filter(({ expected, reached }) => !judge(expected, reached));
    const ending = result.failure === undefined ? `${result.rows.length} rows` : `FAILED: ${result.failure}`;
    log(`[${k + 1}/${examples.length}] ${example.folder}/${example.name}  ${result.seconds.toFixed(1)} s  ${ending}`);
    for (const { requirement, what, expected, reached } of out) {
      const texts = shown(expected, reached);
      log(`    out of its band: ${requirement} ${what}: ${texts.reached}, expected ${texts.expected}`);
    }
    // After each, so that a run that is stopped keeps what it reached; what did not run keeps its lines.
    const ran = new Set(results.map(({ path }) => path));
    const others = all.filter((one) => !ran.has(one.path)).map(({ folder, name }) => `${folder}/${name}`);
    writeFileSync(path, pageOf(results, { previous: existsSync(path) ? readFileSync(path, 'utf8') : '', others }));
  }

  const rows = results.flatMap((result) => result.rows);
  const inside = rows.filter(({ expected, reached }) => judge(expected, reached)).length;
  const failed = results.filter(({ failure }) => failure !== undefined).map(({ folder, name }) => `${folder}/${name}`);
  const told = new Set(rows.map(({ requirement }) => requirement));
  const untold = wanted.length > 0 ? [] : expectAll.filter((requirement) => !told.has(requirement));
  const notes = [
    `${inside} of ${rows.length} rows inside their bands`,
    ...(failed.length > 0 ? [`failed: ${failed.join(', ')}`] : []),
    ...(untold.length > 0 ? [`no example for ${untold.join(', ')}`] : []),
  ];
  log(notes.join('; '));
  return inside === rows.length && failed.length === 0 && untold.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await runNotebooks({ wanted: process.argv.slice(2) });
