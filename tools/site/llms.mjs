// llms.txt (llmstxt.org): what there is, for programs that read; every entry is a page of plain Markdown.
import { sectionsOf } from './sections.mjs';
import { summaryOf, titleOf } from './titles.mjs';

const about = `# likewise

> The recommender system for TypeScript: a library, a command line, an HTTP server and a studio that take a file of interactions to a served,
> evaluated, explained recommendation.
`;

/** @param {ReadonlyMap<string, string>} pages */
export function llmsIndex(pages) {
  const sections = sectionsOf(pages.keys()).map(({ title, pages: paths }) => {
    const lines = paths.map((path) => `- [${titleOf(pages.get(path))}](${path}): ${summaryOf(pages.get(path))}`);
    return `## ${title}\n\n${lines.join('\n')}\n`;
  });
  return [about, ...sections].join('\n');
}

/** Every page one after the other, without the API reference, which is longer than all else. */
export function llmsFull(pages) {
  const paths = sectionsOf(pages.keys())
    .flatMap(({ pages: own }) => own)
    .filter((path) => !path.startsWith('api/'));
  return [about, ...paths.map((path) => `<!-- ${path} -->\n\n${pages.get(path).trim()}\n`)].join('\n');
}
