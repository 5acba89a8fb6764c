/** The reference: renders the server's own OpenAPI document. */
import { ask, element, table } from './dom.js';

/** @type {any} */
let api;

/** @param {any} schema */
function resolved(schema) {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? schema : api.components.schemas[name];
}

/** @param {string} text Text with `code` in it. */
function prose(text) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', part) : part));
}

/** @param {any} schema @returns {string} */
function typeOf(schema) {
  const type = [schema.type ?? 'any'].flat().join(' or ');
  const bounded = schema.minimum > -9e15 && schema.maximum < 9e15;
  const range = bounded ? ` from ${schema.minimum.toLocaleString('en')} to ${schema.maximum.toLocaleString('en')}` : '';
  const of = type === 'array' ? ` of ${typeOf(resolved(schema.items))}` : '';
  return `${type}${of}${range}`;
}

/** @param {any} schema @param {string} name @param {boolean} required @param {string} where @returns {HTMLElement[]} */
function fieldRows(schema, name, required, where) {
  const full = resolved(schema);
  const fallback =
    full.default === undefined || (Array.isArray(full.default) && full.default.length === 0)
      ? ''
      : ` Default ${JSON.stringify(full.default)}.`;
  const row = element(
    'tr',
    element('td', element('code', name)),
    element('td', `${typeOf(full)}${where}${required ? ', required' : ''}`),
    element('td.meaning', ...prose(`${full.description ?? ''}${fallback}`)),
  );
  const inner = full.type === 'array' ? resolved(full.items) : full;
  const children = Object.entries(inner?.properties ?? {}).flatMap(([key, value]) =>
    fieldRows(value, `${name}${full.type === 'array' ? '[]' : ''}.${key}`, false, ''),
  );
  return [row, ...children];
}

/** @param {string[]} names */
const headings = (...names) => names.map((name) => element('th', name));

/** @param {HTMLElement[]} rows */
const fieldTable = (rows) => table('table.fields', headings('Name', 'Type', 'Meaning'), rows);

/** @param {any} schema */
function bodyTable(schema) {
  const full = resolved(schema);
  return fieldTable(
    Object.entries(full.properties ?? {}).flatMap(([name, value]) =>
      fieldRows(value, name, full.required?.includes(name) && resolved(value).default === undefined, ''),
    ),
  );
}

/** @param {unknown} value */
const code = (value) => element('pre', element('code', {}, typeof value === 'string' ? value : JSON.stringify(value, null, 2)));

/** @param {string} path @param {any} body */
function curl(path, body) {
  const address = `${location.origin}${path.replace('{user}', '1').replace('{item}', '1')}`;
  return body === undefined
    ? `curl '${address}'`
    : `curl '${address}' \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(body)}'`;
}

/** @param {string} path @param {string} method @param {any} operation */
function operationCard(path, method, operation) {
  const parameters = [...(operation.parameters ?? [])].sort((a, b) => Number(b.in === 'path') - Number(a.in === 'path'));
  const fields = parameters.flatMap(({ name, description, schema, required, in: part }) =>
    fieldRows({ description, ...schema }, name, required, part === 'path' ? ' in the path' : ''),
  );
  const bodySchema = operation.requestBody?.content?.['application/json']?.schema;
  const success = resolved(operation.responses[200]?.content?.['application/json']?.schema);
  const example = success?.example;
  const problems = Object.keys(operation.responses).filter((status) => status >= '400');
  return element(
    'article.operation',
    { id: operation.operationId },
    element('h3', element('span.method', method.toUpperCase()), element('code', path)),
    element('p', ...prose([`${operation.summary}.`, operation.description].filter(Boolean).join(' '))),
    ...(fields.length === 0 ? [] : [element('h4', 'Parameters'), fieldTable(fields)]),
    ...(bodySchema === undefined ? [] : [element('h4', 'Body'), bodyTable(bodySchema)]),
    element('h4', 'Request'),
    code(curl(path, resolved(bodySchema)?.example)),
    success === undefined
      ? null
      : element(
          'details',
          element('summary', 'Answer'),
          bodyTable(success),
          ...(example === undefined ? [] : [element('h4', 'Example'), code(example)]),
        ),
    element('p.hint', `Answers 200${problems.length > 0 ? `, or a problem document with ${problems.join(', ')}` : ''}.`),
  );
}

/** @param {string} text Paragraphs, and lists of "- `code` (status): meaning". */
function introduction(text) {
  return text.split('\n\n').map((block) => {
    if (!block.startsWith('- ')) return element('p', ...prose(block));
    const rows = block.split('\n').map((line) => {
      const [, name, status, meaning] = /^- `([^`]+)` \((\d+)\): (.*)$/.exec(line) ?? [];
      return element(
        'tr',
        { id: `problem-${name}` },
        element('td', element('code', name)),
        element('td', status),
        element('td.meaning', ...prose(meaning)),
      );
    });
    return table('table', headings('Code', 'Status', 'Meaning'), rows);
  });
}

const main = /** @type {HTMLElement} */ (document.querySelector('[data-reference]'));
try {
  api = await ask('/openapi.json');
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(/** @type {any} */ (methods)).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = api.tags.map((/** @type {any} */ tag) =>
    element(
      'section',
      { 'aria-label': tag.description },
      element('h2', tag.description),
      ...operations
        .filter(({ operation }) => operation.tags?.includes(tag.name))
        .map(({ path, method, operation }) => operationCard(path, method, operation)),
    ),
  );
  const [lead, ...rest] = introduction(api.info.description);
  main.replaceChildren(
    element('section', element('p.eyebrow', `Version ${api.info.version}`), element('h1', 'API reference'), lead, rest[0]),
    ...sections,
    element('section', element('h2', 'Problems'), ...rest.slice(1)),
  );
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
} catch (error) {
  main.replaceChildren(element('p.notice', `The document could not be read: ${error instanceof Error ? error.message : error}`));
}
