// The order in which a reader meets the pages. Guides and models that are not named here stand at the end of their section.
import { modelCatalog } from '@likewise/core';

/** Title, then pages without `.md`; `*` stands for all pages of that folder which no section names. */
const plan = [
  ['Start', ['start/application', 'start/data-science', 'start/team']],
  [
    'Your data',
    [
      'guides/implicit-or-explicit',
      'guides/reading-data',
      'guides/cold-start',
      'guides/scaling',
      'guides/association-rules',
      'guides/pagerank',
    ],
  ],
  [
    'Evaluation',
    [
      'guides/honest-evaluation',
      'guides/evaluation',
      'reference/metrics',
      'guides/tuning',
      'guides/ab-tests',
      'guides/off-policy',
      'quality',
      'speed',
    ],
  ],
  [
    'Serving',
    ['guides/deployment', 'guides/http-api', 'guides/fallbacks', 'guides/model-files', 'guides/onnx', 'guides/rankings', 'guides/bandits'],
  ],
  ['More guides', ['guides/library', 'guides/command-line', 'guides/*']],
  ['Courses', ['notebooks/index', 'notebooks/*', 'notebooks', 'examples/*']],
  ['Coming from', ['coming-from/index', 'coming-from/*']],
  ['Reference', ['reference/commands', 'reference/http', 'reference/glossary', 'reference/*']],
  ['Models', ['models/index', 'models/*']],
  ['API', ['api/index', 'api/*']],
  ['Decisions', ['decisions/index', 'decisions/*']],
  ['Project', ['project/contributing', 'project/changelog', '*']],
];

const familyOf = new Map(modelCatalog.map(({ name, family }) => [`models/${name}.md`, family]));
const families = [...new Set(familyOf.values())];

/**
 * Every page once.
 * @param {Iterable<string>} paths Such as `guides/library.md`.
 * @returns {{ title: string, pages: string[] }[]}
 */
export function sectionsOf(paths) {
  const left = new Set(paths);
  left.delete('index.md');
  const named = new Set(plan.flatMap(([, pages]) => pages.map((page) => `${page}.md`)));
  return plan
    .map(([title, pages]) => ({
      title,
      pages: pages.flatMap((page) => {
        const folder = /^(?:(.*)\/)?\*$/.exec(page);
        const found = folder === null ? [`${page}.md`] : [...left].filter((path) => !named.has(path) && isIn(path, folder[1]));
        return found.filter((path) => left.delete(path));
      }),
    }))
    .filter(({ pages }) => pages.length > 0);
}

const isIn = (path, folder) => (folder === undefined ? true : path.startsWith(`${folder}/`));

/** Models by family, in the order of the catalog. */
export function byFamily(pages) {
  return families.map((family) => ({ family, pages: pages.filter((page) => familyOf.get(page) === family) }));
}
