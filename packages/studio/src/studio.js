/** The studio's first page: what is served, and a box to ask it. */
import { ask, element, shown, table } from './dom.js';

/** @param {string} name @returns {HTMLElement} */
const place = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-${name}]`));

/** @param {Record<string, unknown>} record */
function rows(record) {
  const entries = Object.entries(record ?? {});
  if (entries.length === 0) return [element('dt', '–'), element('dd', '')];
  return entries.flatMap(([key, value]) => [element('dt', key), element('dd', shown(value))]);
}

/** @param {any[]} items */
function list(items) {
  return element(
    'ol.list',
    ...items.map((entry, index) => {
      const name =
        entry.title === undefined
          ? element('span.name.id', entry.item)
          : element('span.name', entry.title, ' ', element('span.id', entry.item));
      const score = entry.score ?? entry.popularity;
      const because = entry.because?.map((/** @type {any} */ reason) => reason.title ?? reason.item).join(' · ');
      const more = because ? `because of ${because}` : entry.source ? `from ${entry.source}` : entry.categories?.join(' · ');
      return element(
        'li',
        element('span.place', index + 1),
        name,
        element('span.score', score === undefined ? '' : shown(score)),
        more ? element('span.more', more) : null,
      );
    }),
  );
}

/** @param {HTMLElement} into @param {() => Promise<Node[]>} make */
async function fill(into, make) {
  try {
    into.replaceChildren(...(await make()));
  } catch (error) {
    into.replaceChildren(element('p.notice', error instanceof Error ? error.message : String(error)));
  }
}

/** @param {any[]} figures @param {string | undefined} protocol */
function figuresTable(figures, protocol) {
  const metrics = [...new Set(figures.flatMap((row) => Object.keys(row.metrics)))];
  const headings = [element('th', 'Model'), ...metrics.map((metric) => element('th.number', metric))];
  const body = figures.map((row) =>
    element(
      'tr',
      element('td', row.model),
      ...metrics.map((metric) => element('td.number', row.metrics[metric] === undefined ? '–' : shown(row.metrics[metric]))),
    ),
  );
  return [
    element('h3', 'Measured on a held-out part'),
    table('table', headings, body),
    ...(protocol === undefined ? [] : [element('p.hint', protocol)]),
  ];
}

async function describeModel() {
  const { models } = await ask('/v1/models');
  const model = models.find((/** @type {any} */ candidate) => candidate.active);
  document.title = `${model.name} · likewise`;
  place('model').textContent = model.name;
  place('why').textContent = model.why ?? '';
  const facts = {
    people: model.users,
    items: model.items,
    interactions: model.data?.interactions,
    'for new people': model.fallback,
    since: new Date(model.since).toLocaleTimeString(),
  };
  place('facts').replaceChildren(
    ...Object.entries(facts)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => element('div', element('dt', name), element('dd', shown(value)))),
  );
  place('settings').replaceChildren(...rows(model.settings));
  place('data').replaceChildren(...rows(model.data ?? { people: model.users, items: model.items }));
  if (model.figures?.length > 0) place('figures').replaceChildren(...figuresTable(model.figures, model.protocol));
}

async function recommend() {
  const form = new FormData(/** @type {HTMLFormElement} */ (place('ask')));
  const path = `/v1/recommendations/${encodeURIComponent(String(form.get('user')))}?n=${form.get('n')}&explain=true`;
  await fill(place('answer'), async () => {
    const answer = await ask(path);
    const notes = (answer.notes ?? []).filter((/** @type {string} */ note) => !note.endsWith('gives no explanations'));
    return [
      element('p', element('span.source', answer.source), ' ', element('a', { href: path }, element('code', path))),
      ...notes.map((/** @type {string} */ note) => element('p.hint', note)),
      ...(answer.items.length === 0 ? [] : [list(answer.items)]),
    ];
  });
}

async function find() {
  const query = String(new FormData(/** @type {HTMLFormElement} */ (place('find'))).get('query'));
  await fill(place('found'), async () => {
    const { total, items } = await ask(`/v1/items?n=5&query=${encodeURIComponent(query)}`);
    if (total === 0) return [element('p.hint', 'Nothing has these words.')];
    return [list(items), element('p.hint', total > items.length ? `${items.length} of ${total.toLocaleString('en')}` : '')];
  });
}

place('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  const user = String(new FormData(/** @type {HTMLFormElement} */ (place('ask'))).get('user'));
  history.replaceState(null, '', `?user=${encodeURIComponent(user)}`);
  void recommend();
});
place('find').addEventListener('submit', (event) => {
  event.preventDefault();
  void find();
});

describeModel().catch((error) => {
  place('model').textContent = 'No answer';
  place('why').textContent = error.message;
});
void fill(place('popular'), async () => [list((await ask('/v1/popular?n=5')).items)]);
void find();
const asked = new URLSearchParams(location.search).get('user');
if (asked) {
  /** @type {HTMLInputElement} */ (document.querySelector('[name=user]')).value = asked;
  void recommend();
}
