// The API reference: typedoc reads what the index files export, one page a room of the source, and writes Markdown.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Application, Converter, ReflectionKind } from 'typedoc';

/** What each page is called and says of itself, in the order of the index; families of models have their own name. */
const rooms = {
  data: ['Data', 'Interactions, features, links, ids and conditions.'],
  models: ['Models in common', 'The contract of estimators and models, the catalog, chains, and what families are made of.'],
  baseline: ['Models: baselines', 'Estimators, options and models of the family.'],
  neighbors: ['Models: neighbors', 'Estimators, options and models of the family.'],
  linear: ['Models: linear', 'Estimators, options and models of the family.'],
  factorization: ['Models: factorization', 'Estimators, options and models of the family.'],
  neural: ['Models: neural', 'Estimators, options and models of the family.'],
  sequence: ['Models: sequences', 'Estimators, options and models of the family.'],
  content: ['Models: content', 'Estimators, options and models of the family.'],
  social: ['Models: people and friends', 'Estimators, options and models of the family.'],
  context: ['Models: context', 'Estimators, options and models of the family.'],
  several: ['Models: several in one', 'Estimators, options and models of the family.'],
  split: ['Splits', 'Training, validation and test parts.'],
  metrics: ['Metrics', 'The catalog of metrics and what they are made from.'],
  evaluate: ['Evaluation', 'Models judged on held-out data, with intervals and comparisons.'],
  tune: ['Tuning', 'Settings searched on validation data.'],
  persist: ['Model files', 'Models and checkpoints as bytes.'],
  ranking: ['Rankings of feeds', 'Scores of stories and posts by votes and age.'],
  rules: ['Association rules', 'Frequent itemsets and rules.'],
  bandits: ['Bandits', 'Policies, simulation and off-policy evaluation.'],
  graph: ['Graphs', 'PageRank and Markov chains.'],
  foundations: ['Foundations', 'Errors, options, randomness, distributions, matrices, kernels, networks.'],
  likewise: ['The package likewise', 'Reading files, keeping models on disk, serving HTTP.'],
};

/** `export … from './models/linear/ease.ts'` → linear. */
function roomOf(path) {
  const [room, family] = path.split('/').slice(1);
  if (room === 'models') return family in rooms ? family : 'models';
  return room in rooms ? room : 'foundations';
}

/** What a class has from its base stands on the page of the base. */
function leaveInheritedOut(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const owner of project.getReflectionsByKind(ReflectionKind.Class))
      for (const member of [...(owner.children ?? [])]) if (member.inheritedFrom !== undefined) project.removeReflection(member);
  });
}

/**
 * Pages by path, such as `api/data.md`. Entry files made from the index files, and what typedoc writes, go to the folder `work`.
 * @param {string} root @param {string} work @returns {Promise<Map<string, string>>}
 */
export async function apiPages(root, work) {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const entries = new Map();
  for (const packageName of ['core', 'likewise']) {
    const add = (room, statement) => entries.set(room, [...(entries.get(room) ?? []), statement]);
    const source = join(root, 'packages', packageName, 'src');
    const text = readFileSync(join(source, 'index.ts'), 'utf8');
    for (const [, what, from] of text.matchAll(/^(export [^;]*? from )'(\.[^']+)';/gm))
      add(packageName === 'core' ? roomOf(from) : packageName, `${what}'${relative(work, join(source, from))}';`);
  }
  for (const [room, statements] of entries) writeFileSync(join(work, `${room}.ts`), `${statements.join('\n')}\n`);
  const tsconfig = join(work, 'tsconfig.json');
  writeFileSync(
    tsconfig,
    JSON.stringify({
      extends: relative(work, join(root, 'tsconfig.base.json')).replace(/^(?!\.)/, './'),
      compilerOptions: {
        composite: false,
        declaration: false,
        isolatedDeclarations: false,
        noEmit: true,
        types: ['node'],
        lib: ['ES2024', 'DOM'],
        rootDir: root,
        paths: { '@likewise/core': [relative(work, join(root, 'packages/core/src/index.ts'))] },
      },
      include: ['*.ts'],
    }),
  );
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [...entries.keys()].map((room) => join(work, `${room}.ts`)),
    tsconfig,
    plugin: ['typedoc-plugin-markdown'],
    out: join(work, 'pages'),
    readme: 'none',
    name: 'API',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    skipErrorChecking: true,
    githubPages: false,
    logLevel: 'Error',
    router: 'module',
    entryFileName: 'index',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    propertyMembersFormat: 'table',
    enumMembersFormat: 'table',
  });
  leaveInheritedOut(app);
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc could not read the packages');
  await app.generateOutputs(project);
  const listed = Object.entries(rooms).filter(([room]) => entries.has(room));
  const index = listed.map(([room, [title, about]]) => `- [${title}](${room}.md): ${about}`);
  return new Map([
    ['api/index.md', `# API reference\n\nWhat \`@likewise/core\` and \`likewise\` export, made from the sources.\n\n${index.join('\n')}\n`],
    ...listed.map(([room, [title, about]]) => {
      const text = readFileSync(join(work, 'pages', `${room}.md`), 'utf8');
      return [`api/${room}.md`, text.replace(/^# .*\n/, `# ${title}\n\n${about}\n`)];
    }),
  ]);
}
