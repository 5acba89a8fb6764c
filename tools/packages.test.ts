/** What npm would publish: readable, licensed, without build leavings, bundled without settings, typed for old compilers. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './sources.ts';

interface Manifest {
  readonly name: string;
  readonly keywords: readonly string[];
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
}

const folder = mkdtempSync(join(tmpdir(), 'likewise-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['core', 'likewise'])('packages/%s', (name) => {
  const path = join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
  const packed = spawnSync('npm', ['pack', '--dry-run', '--json'], { cwd: path, encoding: 'utf8' });
  const files = (JSON.parse(packed.stdout) as { files: { path: string }[] }[])[0].files.map((file) => file.path);

  test('holds a README, the license, keywords, what it exports, and nothing of the build', () => {
    expect(files).toContain('README.md');
    expect(files).toContain('LICENSE');
    expect(readFileSync(join(path, 'LICENSE'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
    expect(manifest.keywords).toContain('recommender');
    for (const { types, default: code } of Object.values(manifest.exports))
      for (const file of [types, code]) expect(files).toContain(file.replace('./', ''));
    expect(files.filter((file) => /\.(map|tsbuildinfo)$|\.built$|^(src|test|assembly)\//.test(file))).toEqual([]);
  });

  test('is bundled by esbuild without settings, and brings no native library', async () => {
    const { outputFiles, warnings } = await build({
      stdin: { contents: `export * from './dist/index.js';`, resolveDir: path },
      bundle: true,
      format: 'esm',
      platform: name === 'core' ? 'browser' : 'node',
      write: false,
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
    expect(outputFiles).toHaveLength(1);
    expect(outputFiles[0].text).not.toContain('node_modules/@duckdb');
  });
});

test('without DuckDB, Parquet is refused in one line that says what to install', () => {
  const hook = `export async function resolve(name, context, next) {
    if (name !== '@duckdb/node-api') return next(name, context);
    throw Object.assign(new Error('not installed'), { code: 'ERR_MODULE_NOT_FOUND' });
  }`;
  const url = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
  const file = join(folder, 'ratings.parquet');
  writeFileSync(file, 'PAR1 and so on');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      url(`import { register } from 'node:module'; register(${JSON.stringify(url(hook))});`),
      'packages/likewise/bin/likewise.js',
      'describe',
      file,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  expect(stderr).toBe(
    'likewise: ratings.parquet is Parquet, which DuckDB reads, and DuckDB is not installed; install it with npm install @duckdb/node-api, or write the file as CSV or JSONL.\n',
  );
  expect(status).toBe(2);
});

test('a bundled server serves, the studio too', async () => {
  const bundle = join(folder, 'server.cjs');
  await build({
    stdin: {
      contents: `
        import { interactionsFromRows, popular } from '@likewise/core';
        import { startServer } from './dist/index.js';
        (async () => {
          const model = await popular().fit(interactionsFromRows([{ user: 'ann', item: 'tea' }]));
          const server = await startServer({ model, fallback: model, port: 0 });
          for (const path of ['/v1/popular', '/']) console.log((await (await fetch(server.url + path)).text()).slice(0, 400).replaceAll('\\n', ' '));
          await server.close();
        })();`,
      resolveDir: join(root, 'packages/likewise'),
    },
    bundle: true,
    platform: 'node',
    outfile: bundle,
    logLevel: 'silent',
  });
  const { stdout, stderr } = spawnSync(process.execPath, [bundle], { encoding: 'utf8', cwd: folder });
  expect(stderr).toBe('');
  expect(stdout).toContain('"item":"tea"');
  expect(stdout).toContain('<title>');
});

describe('types', () => {
  const require = createRequire(import.meta.url);
  const scope = join(folder, 'node_modules', '@likewise');
  mkdirSync(scope, { recursive: true });
  symlinkSync(join(root, 'packages/core'), join(scope, 'core'), 'dir');
  const program = join(folder, 'program.mts');
  writeFileSync(
    program,
    `import { can, evaluate, implicitALS, interactionsFromRows, modelEntry, parseSplit } from '@likewise/core';
const train = interactionsFromRows([{ user: 'ann', item: 'tea' }]);
const model = await implicitALS({ factors: 4 }).fit(train);
if (can(model, 'recommend')) model.recommend('ann', { n: 2 })?.map(({ item, score }) => [item, score]);
// @ts-expect-error
modelEntry('implicit-als').create({ factors: 'sixty-four' });
await evaluate([implicitALS()], parseSplit('leave-last').apply(train), ['ndcg@10']);
`,
  );

  const oldest = process.env['LIKEWISE_OLDEST_TYPESCRIPT'];
  test.for([
    ["today's TypeScript", dirname(require.resolve('typescript/package.json'))],
    ['TypeScript 5.0 (skipped unless LIKEWISE_OLDEST_TYPESCRIPT names its folder)', oldest],
  ] as const)('are read by %s, declarations checked too', ([, compiler], { skip }) => {
    if (compiler === undefined) return skip();
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      'false',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--lib',
      'es2023,dom',
    ];
    const { stdout, status } = spawnSync(process.execPath, [join(compiler, 'bin/tsc'), ...options, program], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});
