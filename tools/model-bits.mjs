// `node tools/model-bits.mjs > before.txt`: one line of hashes for every model of the catalog and each of its options (see
// packages/core/testkit/model-bits.ts). `diff before.txt after.txt` shows which models a change moved.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'likewise-bits-'));
try {
  const outfile = join(folder, 'model-bits.mjs');
  await build({
    entryPoints: [join(root, 'packages/core/testkit/model-bits.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['node:*'],
    outfile,
    logLevel: 'error',
  });
  const { modelBits } = await import(pathToFileURL(outfile).href);
  for await (const line of modelBits()) console.log(line);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
