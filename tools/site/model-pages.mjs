// What a model page shows beside its text: facts from the catalog, presets with how they were found, and the rows of figures that name it.
import { modelCatalog } from '@likewise/core';
import { anchorOf } from './anchors.mjs';

const dataWords = {
  ratings: 'ratings on a scale',
  implicit: 'implicit feedback, or ratings with `--positive ">=4"`',
  any: 'ratings or implicit feedback',
};
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const cell = (text) => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
/** "doi:10.1145/…" and "arXiv:2308.07192" as links. */
const linked = (source) =>
  source
    .replace(/doi:(10\.[^\s;,]+[^\s;,.])/g, '[doi:$1](https://doi.org/$1)')
    .replace(/arXiv:(\d{4}\.\d{4,5})/g, '[arXiv:$1](https://arxiv.org/abs/$1)');

function facts(entry) {
  const rows = [
    ['formula', entry.formula.trim()],
    ['family', entry.family],
    ['data', dataWords[entry.feedback]],
    ['can', entry.abilities.join(', ')],
    ['in a program', `\`${entry.factory}({ … }).fit(train)\`: [API](../api/${entry.family}.md)`],
    ['on the command line', `\`likewise fit ${entry.name} ratings.csv -o ${entry.name}.safetensors\``],
    ['source', linked(entry.source)],
  ];
  return ['| at a glance | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${cell(text)} |`)].join('\n');
}

function presets(entry) {
  const all = Object.entries(entry.presets ?? {});
  if (all.length === 0) return '';
  const rows = all.map(([name, { settings, found }]) => {
    const said = Object.entries(settings).map(([option, value]) => `${kebab(option)}=${value}`);
    return `| \`${name}\` | ${cell(said.join(', '))} | ${cell(found)} |`;
  });
  return ['\n## Presets\n', `\`--model ${entry.name}:preset=NAME\`.\n`, '| preset | settings | found by |', '|---|---|---|', ...rows].join(
    '\n',
  );
}

/** Tables of a page with the heading above them. */
function tablesOf(text) {
  const tables = [];
  let heading = '';
  for (const block of text.split(/\n\n+/)) {
    if (/^#+ /.test(block)) heading = block.replace(/^#+ /, '').split('\n')[0];
    const lines = block.split('\n').filter((line) => line.startsWith('|'));
    if (lines.length > 2) tables.push({ heading, head: lines.slice(0, 2), rows: lines.slice(2) });
  }
  return tables;
}

/** The rows of docs/quality.md and docs/speed.md that speak of the model, each table under its own head. */
function measured(name, figures) {
  const speaks = new RegExp(`(?<![\\w-])${name}(?![\\w-])`);
  const shown = [];
  for (const [page, text] of figures)
    for (const { heading, head, rows } of tablesOf(text)) {
      const own = rows.filter((row) =>
        row
          .split('|')
          .slice(1, 4)
          .some((part) => speaks.test(part)),
      );
      if (own.length === 0) continue;
      const lines = [...head, ...own].map((line) => line.replaceAll('](guides/', '](../guides/').replaceAll('](models/', '](../models/'));
      shown.push(`From [${heading.replaceAll('`', '')}](../${page}#${anchorOf(heading)}):\n\n${lines.join('\n')}`);
    }
  return shown.length === 0 ? '' : `\n\n## Measured\n\n${shown.join('\n\n')}`;
}

/**
 * The page of a model with its facts after the first paragraph, its presets and its figures at the end.
 * @param {string} name @param {string} text @param {readonly (readonly [string, string])[]} figures Pages with tables of figures.
 */
export function modelPage(name, text, figures) {
  const entry = modelCatalog.find((candidate) => candidate.name === name);
  if (entry === undefined) return text;
  const [title, lead, ...rest] = text.trim().split('\n\n');
  return `${[title, lead, facts(entry), ...rest].join('\n\n')}\n${presets(entry)}${measured(name, figures)}\n`;
}
