/** The catalog as a Markdown table. */
export function modelTable(catalog) {
  const rows = catalog.map(
    ({ name, family, feedback, summary }) => `| [\`${name}\`](docs/models/${name}.md) | ${family} | ${feedback} | ${summary} |`,
  );
  return ['| model | family | data | what it does |', '|---|---|---|---|', ...rows].join('\n');
}

const columns = [
  ['predict', 'rating'],
  ['recommend', 'list'],
  ['batch', 'lists by kernel'],
  ['similar', 'similar items'],
  ['fold-in', 'new people'],
  ['new-items', 'new items'],
  ['explain', 'reasons'],
  ['uncertain', 'intervals'],
];

/** What each model can be asked, as a Markdown table. */
export function abilityTable(catalog) {
  const rows = catalog.map(
    ({ name, abilities }) =>
      `| [${name}](${name}.md) | ${columns.map(([ability]) => (abilities.includes(ability) ? 'yes' : '')).join(' | ')} |`,
  );
  return [`| model | ${columns.map(([, title]) => title).join(' | ')} |`, `|---|${'---|'.repeat(columns.length)}`, ...rows].join('\n');
}

/** The rows of quality/table.json as a Markdown table. */
export function qualityTable(rows) {
  const lines = rows.map(({ protocol, model, preset, settings, metric, figure, limit, peer = '' }) => {
    const how = preset === undefined ? (settings === undefined ? 'defaults' : `\`${settings}\``) : `\`preset=${preset}\``;
    return `| ${protocol} | [${model}](models/${model}.md) | ${how} | ${metric} | ${figure.toFixed(4)} | ${peer} | ${metric === 'rmse' ? '≤' : '≥'} ${limit} |`;
  });
  return [
    '| data | model | settings | metric | likewise | best rival | the suite asks for |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
