// One record per option: what the comments of options interfaces and the tables of model pages say is made from the catalog's records.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  associationRulesOptions,
  itemsetOptions,
  modelCatalog,
  pageRankOptions,
  policyCatalog,
  rangeOf,
  rankingCatalog,
} from '@likewise/core';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'packages/core/src'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts'));
const lineWidth = 140;

/** Every record, and the name of its interface without "Options". Wilson's options are those of reddit-best too, which has another default. */
const records = [
  ...modelCatalog,
  ...policyCatalog,
  ...rankingCatalog.filter(({ name }) => name !== 'reddit-best').map(({ name, owner, options }) => ({ name, factory: owner, options })),
  { name: 'rules', factory: 'associationRules', options: associationRulesOptions },
  { name: 'itemsets', factory: 'itemset', options: itemsetOptions },
  { name: 'pagerank', factory: 'pageRank', options: pageRankOptions },
];

/** "≥ 1 and ≤ 4096" with the kind where it is not plain from the type. */
const boundsOf = (spec) =>
  spec.kind === 'integer' || spec.kind === 'number'
    ? rangeOf(spec)
        .replace(/^an /, '')
        .replace(/^a finite number ?/, '')
    : '';

/** The comment of a member: meaning, range and default in the words of the record. */
export function commentOf(spec) {
  // Greek stays as it is: λ is no Λ.
  const meaning = spec.meaning.replace(/^[a-z]/, (letter) => letter.toUpperCase());
  const text = [meaning, boundsOf(spec)].filter(Boolean).join('; ');
  const value = spec.default === undefined ? '' : ` @default ${typeof spec.default === 'string' ? `'${spec.default}'` : spec.default}`;
  const line = `  /** ${text}.${value} */`;
  if (line.length <= lineWidth) return line;
  const lines = [''];
  for (const word of `${text}.${value}`.split(' ')) {
    const last = lines.length - 1;
    if (`   * ${lines[last]} ${word}`.length > lineWidth) lines.push(word);
    else lines[last] = lines[last] === '' ? word : `${lines[last]} ${word}`;
  }
  return ['  /**', ...lines.map((text) => `   * ${text}`), '   */'].join('\n');
}

/** The table of a page. */
export function optionTable(specs) {
  const cell = (text) => text.replaceAll('|', '\\|');
  const rows = Object.entries(specs).map(([name, spec]) => {
    const range =
      spec.kind === 'choice'
        ? spec.choices.join(', ')
        : spec.kind === 'boolean'
          ? 'true, false'
          : spec.kind === 'text'
            ? 'text'
            : boundsOf(spec);
    return `| \`${name}\` | ${spec.default ?? 'none'} | ${cell(range)} | ${cell(spec.meaning)} |`;
  });
  return ['| option | default | range | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** Every options interface of the records: the file it stands in and the text of that file with its comments as the records say. */
export function filesOfOptions() {
  const interfaces = new Map();
  const texts = new Map(sources.map((file) => [file, readFileSync(`${root}${file}`, 'utf8')]));
  for (const [file, text] of texts)
    for (const [, name, , bases] of text.matchAll(/^export interface (\w+)( extends ([^{]+?))? \{/gm))
      interfaces.set(name, {
        file,
        bases: (bases ?? '')
          .split(',')
          .map((base) => base.trim().replace(/^Partial<(.*)>$/, '$1'))
          .filter(Boolean),
      });
  const wanted = new Map(texts);
  const missing = [];
  for (const { name, factory, options } of records) {
    const own = [...interfaces.keys()].find((candidate) => candidate.toLowerCase() === `${factory}Options`.toLowerCase());
    const left = new Set(Object.keys(options));
    const visit = (name) => {
      const found = interfaces.get(name);
      if (found === undefined) return;
      const text = wanted.get(found.file);
      const start = text.search(new RegExp(`^export interface ${name}\\b`, 'm'));
      const end = text.indexOf('}', text.indexOf('{', start)) + 1;
      const body = text.slice(start, end).replace(/(?: {2}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)? {2}readonly (\w+)/g, (member, option) => {
        if (!Object.hasOwn(options, option)) return member;
        left.delete(option);
        return `${commentOf(options[option])}\n  readonly ${option}`;
      });
      wanted.set(found.file, text.slice(0, start) + body + text.slice(end));
      for (const base of found.bases) visit(base);
    };
    if (own !== undefined) visit(own);
    for (const option of left) missing.push(`${name}: ${option} stands in no interface ${factory}Options`);
  }
  return {
    files: [...wanted]
      .filter(([file]) => /interface \w+/.test(texts.get(file)))
      .map(([file, text]) => ({ file, text, now: texts.get(file) })),
    missing,
  };
}

/** Each page with its table as the records say. */
export function pagesOfOptions() {
  return modelCatalog
    .filter(({ options }) => Object.keys(options).length > 0)
    .map(({ name, options }) => {
      const file = `docs/models/${name}.md`;
      const now = readFileSync(`${root}${file}`, 'utf8');
      const table = /^\| option \| default \| range \| meaning \|\n\|[-|]+\|\n(?:\|[^\n]*\n?)*/m;
      return { file, now, text: table.test(now) ? now.replace(table, () => `${optionTable(options)}\n`) : undefined };
    });
}
