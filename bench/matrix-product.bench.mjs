// The matrix products of networks against a loop of nothing but multiply and add in registers, in turns in one process and one thread:
// the share of that ceiling which each reaches, medians of the turns. Both are compiled here, from the sources of the kernels.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const assembly = fileURLToPath(new URL('../packages/core/assembly', import.meta.url));
/** `piece` = rows of the target a call, as the threads of a training share them. */
const one = (kind, rows, depth, columns, piece = rows) => ({
  case: `${kind}: ${rows} × ${columns}, a sum over ${depth}${piece === rows ? '' : `, ${piece} rows at a time`}`,
  settings: { kind, rows, depth, columns, piece, turns: 15 },
  repeats: 1,
});
export const cases = [
  one('a · b', 128, 128, 256),
  one('a · b', 512, 600, 3706),
  one('a · bᵀ', 128, 256, 128),
  one('a · bᵀ', 512, 64, 3416),
  one('aᵀ · b', 128, 128, 256),
  one('aᵀ · b', 64, 6400, 64),
  // A batch against all items: mult-vae, and sasrec with the full softmax.
  one('a · bᵀ', 500, 600, 3706, 64),
  one('a · b', 500, 3706, 600, 64),
  one('aᵀ · b', 3706, 500, 600, 64),
  one('a · bᵀ', 4096, 64, 3416, 64),
  one('a · b', 4096, 3416, 64, 64),
  one('aᵀ · b', 3416, 4096, 64, 64),
];

const source = (path) => `
export { matrixProduct, matrixProductNT, matrixProductTN } from '${path}/matrix-product';
${[8, 12]
  .map((sums) => {
    const names = Array.from({ length: sums }, (_, k) => `s${k}`);
    return `
/** A multiplication and an addition of four numbers for each of ${sums} sums a turn. */
export function ceiling${sums}(turns: i32): f32 {
  let ${names.map((name, k) => `${name} = f32x4.splat(${k})`).join(', ')};
  const x = f32x4.splat(0.9999);
  for (let k = 0; k < turns; k++) {
    ${names.map((name) => `${name} = f32x4.add(f32x4.mul(${name}, x), x);`).join('\n    ')}
  }
  return ${names.map((name) => `f32x4.extract_lane(${name}, 0)`).join(' + ')};
}`;
  })
  .join('\n')}
`;

async function compiled(memory) {
  const folder = mkdtempSync(join(tmpdir(), 'likewise-bench-'));
  const { default: asc } = await import('assemblyscript/asc');
  writeFileSync(join(folder, 'index.ts'), source(relative(folder, assembly)));
  const flags = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--memoryBase', '1024'];
  const { error, stderr } = await asc.main([join(folder, 'index.ts'), ...flags, '--baseDir', '/', '--outFile', join(folder, 'bench.wasm')]);
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const bytes = readFileSync(join(folder, 'bench.wasm'));
  rmSync(folder, { recursive: true });
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
}

export async function measure({ kind, rows, depth, columns, piece, turns }) {
  const memory = new WebAssembly.Memory({ initial: 4096, maximum: 4096 });
  const exports = await compiled(memory);
  const padded = (count) => Math.ceil(count / 4) * 4;
  // a, b and the target of each kind: their rows and widths.
  const shapes = {
    'a · b': [rows, depth, depth, columns],
    'a · bᵀ': [rows, depth, columns, depth],
    'aᵀ · b': [depth, rows, depth, columns],
  };
  const [aRows, aWidth, bRows, bWidth] = shapes[kind];
  const pack = 65536;
  const a = pack + 131072;
  const b = a + aRows * padded(aWidth) * 4;
  const c = b + bRows * padded(bWidth) * 4;
  new Float32Array(memory.buffer, a, (c - a) / 4).forEach((_, k, all) => {
    all[k] = ((k * 7919) % 1000) / 1000 - 0.5;
  });
  const call = { 'a · b': 'matrixProduct', 'a · bᵀ': 'matrixProductNT', 'aᵀ · b': 'matrixProductTN' }[kind];
  const [cStride, aStride, bStride] = [columns, aWidth, bWidth].map((width) => padded(width) * 4);
  const step = kind === 'aᵀ · b' ? 4 : aStride;
  const product = () => {
    for (let row = 0; row < rows; row += piece)
      exports[call](c + row * cStride, cStride, Math.min(piece, rows - row), columns, a + row * step, aStride, b, bStride, depth, 0, pack);
  };
  const work = 2 * rows * depth * columns;
  const repeats = Math.max(1, Math.round(3e8 / work));
  /** Turns of a loop with so many sums that do the same work. */
  const turnsOf = (sums) => Math.round((work * repeats) / (8 * sums));
  const seconds = { product: [], ceiling: [] };
  const timed = (run) => {
    // Of the processor: a busy machine takes turns away from either.
    const begun = process.cpuUsage();
    run();
    const { user } = process.cpuUsage(begun);
    return user / 1e6;
  };
  const cpu = process.cpuUsage();
  const started = performance.now();
  for (let turn = 0; turn < turns; turn++) {
    seconds.product.push(timed(() => Array.from({ length: repeats }, product)));
    // Few sums wait for each other, many do not fit the registers: the faster of both loops.
    seconds.ceiling.push(Math.min(...[8, 12].map((sums) => timed(() => exports[`ceiling${sums}`](turnsOf(sums))))));
  }
  const median = (list) => list.slice(3).sort((x, y) => x - y)[(list.length - 3) >> 1];
  const [own, most] = [median(seconds.product), median(seconds.ceiling)];
  const speed = (time) => ((work * repeats) / time / 1e9).toFixed(1);
  const { user, system } = process.cpuUsage(cpu);
  const says = `${speed(own)} of ${speed(most)} billion operations a second: ${((100 * most) / own).toFixed(0)} % of the ceiling`;
  return { says, share: most / own, cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - started) / 1000 };
}
