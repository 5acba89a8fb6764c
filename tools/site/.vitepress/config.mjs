// The site's frame: navigation, search without a server, and what makes a page of Markdown HTML.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { anchorOf } from '../anchors.mjs';
import { formulas } from '../formulas.mjs';
import { byFamily, sectionsOf } from '../sections.mjs';
import { titleOf } from '../titles.mjs';

const pagesFolder = fileURLToPath(new URL('../dist/pages', import.meta.url));
const paths = existsSync(pagesFolder)
  ? readdirSync(pagesFolder, { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.md'))
      .sort()
  : [];
const titles = new Map(paths.map((path) => [path, titleOf(readFileSync(`${pagesFolder}/${path}`, 'utf8'))]));
const entry = (path) => ({ text: titles.get(path), link: `/${path.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}` });

const sidebar = sectionsOf(paths).map(({ title, pages }) => ({
  text: title,
  collapsed: !['Start', 'Your data', 'Evaluation', 'Serving'].includes(title),
  items:
    title === 'Models'
      ? [
          ...pages.filter((path) => path === 'models/index.md').map(entry),
          ...byFamily(pages).map(({ family, pages: own }) => ({ text: family, collapsed: false, items: own.map(entry) })),
        ]
      : pages.map(entry),
}));

export default defineConfig({
  title: 'likewise',
  description: 'The recommender system for TypeScript',
  lang: 'en',
  srcDir: './dist/pages',
  outDir: '../../dist/docs',
  cacheDir: './dist/cache',
  cleanUrls: false,
  metaChunk: true,
  vite: { logLevel: 'warn', build: { chunkSizeWarningLimit: 4000 } },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    anchor: { slugify: anchorOf },
    toc: { slugify: anchorOf },
    config: (markdown) => markdown.use(formulas),
  },
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  transformHead: ({ pageData }) => [['link', { rel: 'alternate', type: 'text/markdown', href: pageData.relativePath.split('/').at(-1) }]],
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Guides', link: '/guides/library', activeMatch: '/(guides|start)/' },
      { text: 'Models', link: '/models/', activeMatch: '/models/' },
      { text: 'Reference', link: '/reference/commands', activeMatch: '/(reference|api)/' },
      { text: 'Quality', link: '/quality' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: { detailedView: true, miniSearch: { searchOptions: { fuzzy: 0.1, prefix: true } }, _render: searched },
    },
    docFooter: { prev: 'Before', next: 'Next' },
  },
});

/** The API reference is found by the names of its headings, not by every type in its tables. */
function searched(source, env, markdown) {
  const text = env.relativePath.startsWith('api/') ? (source.match(/^#{1,3} .*$/gm) ?? []).join('\n\n') : source;
  return markdown.render(text, env);
}
