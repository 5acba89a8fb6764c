/** The catalog as a Markdown table. */
export function modelTable(catalog) {
  const rows = catalog.map(
    ({ name, family, feedback, summary }) => `| [\`${name}\`](docs/models/${name}.md) | ${family} | ${feedback} | ${summary} |`,
  );
  return ['| model | family | data | what it does |', '|---|---|---|---|', ...rows].join('\n');
}
