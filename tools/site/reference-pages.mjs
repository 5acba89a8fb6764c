// Pages made from the program itself: metrics from their catalog, commands from their help, HTTP from the server's OpenAPI document.
import { interactionsFromRows, metricCatalog, popular } from '@likewise/core';
import { startServer } from 'likewise';
import { commands } from '../../packages/likewise/dist/cli/commands/index.js';
import { parse } from '../../packages/likewise/dist/cli/program.js';

const cell = (text) =>
  String(text)
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, ' ');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n');
const linked = (source) => source.replace(/doi:(10\.[^\s;,]+[^\s;,.])/g, '[doi:$1](https://doi.org/$1)');

const kinds = { rating: 'Errors of ratings', ranking: 'Lists against what is relevant', list: 'What lists are like' };

/** Every metric with definition, range, direction and source. */
export function metricsPage() {
  const groups = Map.groupBy?.(metricCatalog, ({ kind }) => kind) ?? grouped(metricCatalog);
  const sections = [...groups].map(([kind, metrics]) => {
    const one = ({ usage, definition, range, direction, source }) =>
      `### ${usage}\n\n${definition}\n\nRange ${range}; ${direction === undefined || direction === 'neither' ? 'neither end is better' : `${direction} is better`}. Source: ${linked(source)}.`;
    return `## ${kinds[kind] ?? kind}\n\n${metrics.map(one).join('\n\n')}`;
  });
  return `# Metrics

Written on the command line as \`--metric ndcg@10,rmse\`, in a program as \`evaluate(models, split, ['ndcg@10', 'rmse'])\`. Who is judged, from which
candidates and in which order stands in [evaluation](../guides/evaluation.md).

${sections.join('\n\n')}
`;
}

function grouped(metrics) {
  const groups = new Map();
  for (const metric of metrics) groups.set(metric.kind, [...(groups.get(metric.kind) ?? []), metric]);
  return groups;
}

/** The help of every command, as the program prints it. */
export async function commandsPage() {
  const help = async (...words) => String(await parse(words, commands, '')).trimEnd();
  const sections = [];
  for (const { name } of commands) sections.push(`## likewise ${name}\n\n\`\`\`\n${await help(name, '--help')}\n\`\`\``);
  return `# Commands

What \`likewise <command> --help\` prints, made from the program. The options of a model are flags of \`fit\` and listed by \`likewise models <name>\`
and on [its page](../models/index.md). What the commands are for is told in [the command line](../guides/command-line.md).

\`\`\`
${await help('--help')}
\`\`\`

${sections.join('\n\n')}
`;
}

/** The OpenAPI document of a running server. */
async function openApi() {
  const model = await popular().fit(interactionsFromRows([{ user: 'ann', item: 'tea' }]));
  const server = await startServer({ model, fallback: model, port: 0 });
  try {
    return await (await fetch(`${server.url}/openapi.json`)).json();
  } finally {
    await server.close();
  }
}

/** Every route with parameters, body, answer and problems. */
export async function httpPage() {
  const api = await openApi();
  const resolved = (schema) => (schema?.$ref === undefined ? schema : api.components.schemas[schema.$ref.split('/').at(-1)]);
  const typeOf = (schema) => {
    const type = [schema.type ?? (schema.anyOf ? schema.anyOf.map((one) => typeOf(resolved(one))) : 'any')].flat().join(' or ');
    const range = schema.minimum > -9e15 && schema.maximum < 9e15 ? `, ${schema.minimum} to ${schema.maximum}` : '';
    return `${type}${type === 'array' ? ` of ${typeOf(resolved(schema.items ?? {}))}` : ''}${range}`;
  };
  const meaningOf = ({ description = '', default: fallback }) =>
    `${description}${fallback === undefined || (Array.isArray(fallback) && fallback.length === 0) ? '' : ` Default ${JSON.stringify(fallback)}.`}`;
  const fields = (schema, prefix = '') =>
    Object.entries(resolved(schema)?.properties ?? {}).flatMap(([name, value]) => {
      const full = resolved(value);
      const path = `${prefix}${name}`;
      const isList = full.type === 'array';
      return [
        [`\`${path}\``, typeOf(full), meaningOf(full)],
        ...fields(isList ? (full.items ?? {}) : full, `${path}${isList ? '[]' : ''}.`),
      ];
    });
  const operation = (path, method, { summary, description, parameters = [], requestBody, responses }) => {
    const inPathFirst = [...parameters].sort((a, b) => Number(b.in === 'path') - Number(a.in === 'path'));
    const given = inPathFirst.map((one) => [
      `\`${one.name}\``,
      one.in,
      typeOf(resolved(one.schema)),
      meaningOf({ description: one.description, ...resolved(one.schema) }),
    ]);
    const body = requestBody?.content?.['application/json']?.schema;
    const answer = responses[200]?.content?.['application/json']?.schema;
    const problems = Object.keys(responses).filter((status) => status >= '400');
    return [
      `### ${method.toUpperCase()} ${path.replaceAll('{', '\\{')}`,
      `${summary}.${description ? ` ${description}` : ''}`,
      ...(given.length === 0 ? [] : [table(['parameter', 'in', 'type', 'meaning'], given)]),
      ...(body === undefined ? [] : ['Body:', table(['field', 'type', 'meaning'], fields(body))]),
      ...(answer === undefined || fields(answer).length === 0 ? [] : ['Answer:', table(['field', 'type', 'meaning'], fields(answer))]),
      ...(problems.length === 0 ? [] : [`Problems: ${problems.join(', ')}.`]),
    ].join('\n\n');
  };
  const all = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ path, method, one })),
  );
  const sections = api.tags.map(({ name, description }) => {
    const own = all.filter(({ one }) => one.tags?.includes(name));
    return `## ${description}\n\n${own.map(({ path, method, one }) => operation(path, method, one)).join('\n\n')}`;
  });
  const [lead, ...rest] = api.info.description.split('\n\n');
  return `# HTTP reference

${lead} Made from the OpenAPI document that every server gives at \`/openapi.json\`; how the routes are used is told in [the HTTP API](../guides/http-api.md).

${sections.join('\n\n')}

## Limits and problems

${rest.join('\n\n')}
`;
}
