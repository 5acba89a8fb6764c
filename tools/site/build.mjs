// `npm run docs`: the documentation as a site in dist/docs, every page also as Markdown, with llms.txt; links that lead nowhere end it.
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, serve } from 'vitepress';
import { homePage } from './home.mjs';
import { brokenLinks } from './links.mjs';
import { llmsFull, llmsIndex } from './llms.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(root, 'tools/site');
const sources = join(here, 'dist/pages');
const out = join(root, 'dist/docs');

if (process.argv.includes('--serve')) {
  if (!existsSync(out)) throw new Error('There is no site in dist/docs yet: npm run docs.');
  await serve({ root: here, port: 4173 });
  console.log('http://localhost:4173/   Ctrl-C stops');
} else {
  const start = performance.now();
  // Loads the compiler, which serving does not need.
  const { collect } = await import('./collect.mjs');
  for (const folder of [sources, out]) rmSync(folder, { recursive: true, force: true });
  const { pages, assets } = await collect(root, join(here, 'dist/api'));
  for (const [path, text] of pages) write(join(sources, path), path === 'index.md' ? homePage(text) : text);
  for (const [path, file] of assets) {
    mkdirSync(dirname(join(sources, path)), { recursive: true });
    copyFileSync(file, join(sources, path));
  }
  mkdirSync(join(sources, 'public'), { recursive: true });
  copyFileSync(join(root, 'packages/studio/src/icon.svg'), join(sources, 'public/icon.svg'));
  await build(here, { logLevel: 'warn' });
  for (const [path, text] of pages) write(join(out, path), text);
  for (const path of assets.keys()) cpSync(join(sources, path), join(out, path));
  write(join(out, 'llms.txt'), llmsIndex(pages));
  write(join(out, 'llms-full.txt'), llmsFull(pages));
  const broken = brokenLinks(out);
  for (const line of broken) console.error(line);
  if (broken.length > 0) process.exitCode = 1;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${pages.size} pages in ${relative(root, out)} (${seconds} s); npm run docs -- --serve shows them.`);
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
