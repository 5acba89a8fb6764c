// All pages of the site as Markdown, by path: those of docs/, those of the project, and those made from the program.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { apiPages } from './api-pages.mjs';
import { modelPage } from './model-pages.mjs';
import { commandsPage, httpPage, metricsPage } from './reference-pages.mjs';

const outsideDocs = {
  'CONTRIBUTING.md': 'project/contributing.md',
  'CHANGELOG.md': 'project/changelog.md',
  'GLOSSARY.md': 'reference/glossary.md',
};

/** docs/models/README.md → models/index.md, examples/bigram.ts → examples/bigram.ts.txt; `undefined` for what the site leaves out. */
function pathOf(file) {
  if (file in outsideDocs) return outsideDocs[file];
  if (file === 'README.md') return 'index.md';
  const path = file.replace(/(^|\/)README\.md$/, '$1index.md');
  if (path.startsWith('docs/')) return path.slice('docs/'.length);
  return path.startsWith('examples/') ? path.replace(/\.(mjs|ts)$/, '$&.txt') : undefined;
}

/** Does something to the text outside fenced blocks and code spans. */
const outsideCode = (text, change) =>
  text
    .split(/(^```[\s\S]*?^```|`[^`\n]+`)/m)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');

/** Links between files become links between pages; one to a file that is no page leaves its words. */
function withLinks(file, text) {
  const from = dirname(pathOf(file));
  // A link may have code for its words, so fenced blocks alone are left out.
  const relinked = text.split(/(^```[\s\S]*?^```)/m).map((part, index) => {
    if (index % 2 === 1) return part;
    return part.replace(/(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, (whole, image, words, link) => {
      if (/^[a-z]+:/.test(link) || link.startsWith('#')) return whole;
      const [path, anchor] = link.split('#');
      const target = posix.normalize(posix.join(dirname(file), path));
      const page = pathOf(target);
      if (page === undefined || !/\.(md|svg|png|txt)$/.test(page)) return words;
      const relative = posix.relative(from, page);
      return `${image}[${words}](${relative.startsWith('.') ? relative : `./${relative}`}${anchor === undefined ? '' : `#${anchor}`})`;
    });
  });
  return relinked.join('');
}

/** What Vue would take for a tag or an expression is text; marks of generated tables go. */
const asText = (text) =>
  outsideCode(text.replace(/<!--[\s\S]*?-->\n?/g, ''), (part) => part.replace(/<(?=[a-zA-Z/])/g, '&lt;').replaceAll('{{', '{ {'));

/**
 * @param {string} root @param {string} work A folder for what is made on the way.
 * @returns {Promise<{ pages: Map<string, string>, assets: Map<string, string> }>} Texts of pages; files of assets.
 */
export async function collect(root, work) {
  const files = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', 'docs', 'examples', ...Object.keys(outsideDocs)],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
    .split('\n')
    .filter((file) => file !== '' && existsSync(`${root}/${file}`));
  const read = (file) => readFileSync(`${root}/${file}`, 'utf8');
  const figures = [
    ['quality.md', read('docs/quality.md')],
    ['speed.md', read('docs/speed.md')],
  ];
  const pages = new Map();
  const assets = new Map();
  for (const file of files) {
    const path = pathOf(file);
    if (/\.(svg|png|txt)$/.test(path)) assets.set(path, `${root}/${file}`);
    if (!file.endsWith('.md')) continue;
    const text = asText(withLinks(file, read(file)));
    const [, model] = /^models\/([\w-]+)\.md$/.exec(path) ?? [];
    pages.set(path, model === undefined ? text : modelPage(model, text, figures));
  }
  pages.set('reference/metrics.md', metricsPage());
  pages.set('reference/commands.md', await commandsPage());
  pages.set('reference/http.md', await httpPage());
  for (const [path, text] of await apiPages(root, work)) pages.set(path, text);
  return { pages, assets };
}
