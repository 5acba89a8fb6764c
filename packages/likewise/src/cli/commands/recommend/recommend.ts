/** `likewise recommend`: the best items of a model for one person, for someone new, or for everyone. */
import { readFile } from 'node:fs/promises';

import type {
  Ability,
  Attributes,
  Explains,
  History,
  Id,
  Model,
  Reason,
  Recommender,
  RecommendOptions,
  ScoredItem,
  UserQuery,
} from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { fixed } from '../../../words/numbers.ts';
import { isContextual } from '../../../workflow/context.ts';
import { findId } from '../../../workflow/find-id.ts';
import type { Command, Flag, Given, Io } from '../../command.ts';
import { contextFlag, contextValues } from '../../flags/context-values.ts';
import { parseIds, parseRatings } from '../../flags/ids.ts';
import { integerFlag } from '../../flags/integers.ts';
import { jsonFlag } from '../../flags/json-flag.ts';
import { openModel } from '../../flags/open-model.ts';
import { readTitles, type Titles, titlesFlag } from '../../flags/titles.ts';
import { type Column, table } from '../../print/table.ts';

const flags: readonly Flag[] = [
  { flags: '--user <id>', meaning: 'a person of the training data' },
  { flags: '--ratings <list>', meaning: 'someone new, by what they rated: "item=5,item=3" (without = it counts as liked)' },
  {
    flags: '--features <list>',
    meaning: 'someone new, by attributes: "age=24,occupation=student"; may stand beside --ratings and --friends',
  },
  { flags: '--friends <ids>', meaning: 'someone new, by users they trust: a,b,"c, d"; may stand beside --ratings and --features' },
  { flags: '--all', meaning: 'every person of the training data, as CSV lines' },
  { flags: '-n, --count <n>', meaning: 'length of the list (default 10)' },
  titlesFlag,
  { flags: '--explain', meaning: 'say what each recommendation rests on, where the model can' },
  { flags: '--exclude <ids>', meaning: 'never these items: a,b,"c, d"' },
  { flags: '--candidates <file>', meaning: 'only the items of this file, one id a line; - is stdin' },
  { flags: '--min-ratings <n>', meaning: 'only items that at least so many people of the training data have' },
  contextFlag,
  { flags: '--keep-seen', meaning: 'keep items the person already has' },
  { flags: '--lines', meaning: 'with --all: one JSON object a line instead of CSV' },
  { flags: '--threads <n>', meaning: 'with --all: threads (default: all processors)' },
  jsonFlag,
];

/** Explanations are printed with this many items at most. */
const becauseLength = 3;

export const recommend: Command = {
  name: 'recommend',
  summary: 'the best items for one person, someone new, or everyone',
  arguments: [{ name: '<model>', meaning: 'a model file written by likewise fit' }],
  flags,
  examples: [
    'likewise recommend model.safetensors --user 1 -n 5 --titles movies.csv',
    'likewise recommend model.safetensors --ratings "260=5,1196=4" --explain',
    'likewise recommend people.safetensors --features "age=24,occupation=student" --explain',
    'likewise recommend model.safetensors --all -n 20 > lists.csv',
  ],
  async run(given, io) {
    const told = ['ratings', 'features', 'friends'].find((name) => given.text(name) !== undefined);
    const chosen = ['user', told ?? 'ratings', 'all'].filter((name) => given.text(name) !== undefined || given.on(name));
    if (chosen.length !== 1) {
      const problem = chosen.length === 0 ? 'say for whom' : `choose one of ${chosen.map((name) => `--${name}`).join(' and ')}`;
      throw new CliError(`recommend: ${problem}: --user <id>, --ratings "item=5,item=3" (or --features, --friends) or --all.`);
    }
    const n = integerFlag('-n', given.text('count'), 1) ?? 10;
    const model = asRecommender(await openModel(given.argument(0) as string));
    if (given.on('explain') && !explains(model)) throw new CliError(`${model.name} cannot explain; leave --explain out.`);
    const titles = await readTitles(given.text('titles'), io);
    const options: RecommendOptions = {
      // Longer lists than the catalog do not exist.
      n: Math.max(1, Math.min(n, model.items.size)),
      keepSeen: given.on('keep-seen'),
      exclude: excluded(model, given.text('exclude'), io),
      candidates: await candidates(model, given.text('candidates'), io),
      filter: frequent(model, integerFlag('--min-ratings', given.text('min-ratings'), 1)),
    };
    const context = contextValues(model, given.text('context'), io);
    if (given.on('all')) {
      if (given.text('context') !== undefined) throw new CliError('--all lists are on average over contexts; leave --context out.');
      const { recommendToAll } = await import('./recommend-all.ts');
      const threads = integerFlag('--threads', given.text('threads'), 1);
      return recommendToAll(model, { ...options, threads }, titles, given.on('lines') === true, io);
    }
    const who = given.text('user') === undefined ? await newPerson(model, given, io) : knownPerson(model, given);
    const items = isContextual(model) ? model.recommend(who, options, context) : model.recommend(who, options);
    if (items === undefined) throw told === undefined ? nothingKnown(model, given.text('user') as string) : nothingToGoBy(model, told);
    if (items.length === 0) io.progress.note('nothing is left to recommend: every item is already theirs or left out.');
    print(model, who, given.text('user'), items, titles, given.on('explain') === true, io);
  },
};

function asRecommender(model: Model): Recommender {
  if (typeof (model as Partial<Recommender>).recommend === 'function') return model as Recommender;
  throw new CliError(`${model.name} does not recommend.`);
}

function explains(model: Model): model is Model & Explains {
  return typeof (model as Partial<Explains>).explain === 'function';
}

function knownPerson(model: Model, given: Given): Id {
  const text = given.text('user') as string;
  const user = findId(model.users, text);
  if (user === undefined) throw unknownPerson(text);
  return user;
}

const unknownPerson = (text: string): CliError =>
  new CliError(`user ${text} is not in the model; for someone new say what they like: --ratings "item=5,item=3".`);

/** Of someone in the id map: their items have no features, or they had none. */
const nothingKnown = (model: Model, text: string): CliError =>
  new CliError(`${model.name} knows nothing of user ${text} to go by; say what they like: --ratings "item=5,item=3".`);

const nothingToGoBy = (model: Model, flag: string): CliError =>
  new CliError(`--${flag}: ${model.name} finds nothing in it to go by; name something that they like and that the model knows.`);

async function newPerson(model: Model, given: Given, io: Io): Promise<UserQuery> {
  const ratings = given.text('ratings') === undefined ? [] : await knownRatings(model, given, io);
  return { ratings, features: await featuresOf(model, given), friends: await friendsOf(model, given, io) };
}

async function requireAbility(model: Model, ability: Ability, flag: string, what: string): Promise<void> {
  const { modelCatalog } = await import('@likewise/core');
  const able = modelCatalog.filter(({ abilities }) => abilities.includes(ability)).map(({ name }) => name);
  if (!able.includes(model.name))
    throw new CliError(`${flag}: ${model.name} knows nothing of ${what}; a model that does: ${able.join(', ')}.`);
}

/** Levels joined by +, as in likes=tea+jam; numbers are numbers. */
async function featuresOf(model: Model, given: Given): Promise<Attributes | undefined> {
  const text = given.text('features');
  if (text === undefined) return undefined;
  await requireAbility(model, 'by-features', '--features', 'attributes');
  const features: Record<string, string | number | string[]> = {};
  for (const part of parseIds('--features', text)) {
    const equals = part.indexOf('=');
    if (equals < 1 || equals === part.length - 1) throw new CliError(`--features: write attribute=value; got "${part}".`);
    const [name, value] = [part.slice(0, equals), part.slice(equals + 1)];
    if (Object.hasOwn(features, name)) throw new CliError(`--features: "${name}" is given twice; join several levels by +.`);
    features[name] = Number.isFinite(Number(value)) ? Number(value) : value.includes('+') ? value.split('+') : value;
  }
  return features;
}

async function friendsOf(model: Model, given: Given, { progress }: Io): Promise<Id[] | undefined> {
  const text = given.text('friends');
  if (text === undefined) return undefined;
  await requireAbility(model, 'by-friends', '--friends', 'friends');
  const named = parseIds('--friends', text).map((friend) => ({ friend, id: findId(model.users, friend) }));
  const unknown = named.filter(({ id }) => id === undefined).map(({ friend }) => friend);
  if (unknown.length > 0) progress.note(`unknown friends, left out: ${unknown.join(', ')}`);
  return named.flatMap(({ id }) => (id === undefined ? [] : [id]));
}

async function knownRatings(model: Model, given: Given, { progress }: Io): Promise<History> {
  const rated = parseRatings(given.text('ratings') as string).map(([item, value]) => ({ item, id: findId(model.items, item), value }));
  const unknown = rated.filter(({ id }) => id === undefined).map(({ item }) => item);
  if (unknown.length === rated.length) throw new CliError(`--ratings: the model knows none of these items: ${unknown.join(', ')}.`);
  if (unknown.length > 0) progress.note(`unknown items, left out: ${unknown.join(', ')}`);
  const { data } = await (await import('../../../store/model-files.ts')).readModelFileAbout(given.argument(0) as string);
  const known = rated.flatMap(({ id, value }) => (id === undefined ? [] : [{ item: id, value }]));
  const { history, notes } = (await import('../../../workflow/likes.ts')).likesOf(known, data);
  for (const note of notes) progress.note(note);
  return history;
}

function excluded(model: Model, text: string | undefined, { progress }: Io): Id[] | undefined {
  return text === undefined ? undefined : known(model, '--exclude', parseIds('--exclude', text), progress.note);
}

/** Items that enough people of training have. */
function frequent(model: Recommender, least: number | undefined): ((item: Id) => boolean) | undefined {
  if (least === undefined) return undefined;
  const counts = new Uint32Array(model.items.size);
  for (const itemIndex of model.seen.indexes) counts[itemIndex]++;
  return (item) => counts[model.items.indexOf(item) as number] >= least;
}

async function candidates(model: Model, path: string | undefined, { progress }: Io): Promise<Id[] | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path === '-' ? '/dev/stdin' : path, 'utf8');
  const ids = text.split(/\r?\n/).filter((line) => line !== '');
  const found = known(model, '--candidates', ids, progress.note);
  if (found.length === 0)
    throw new CliError(`--candidates ${path}: the model knows none of its ${ids.length} items; one id a line is needed.`);
  return found;
}

function known(model: Model, flag: string, texts: readonly string[], note: (line: string) => void): Id[] {
  const unknown: string[] = [];
  const ids: Id[] = [];
  for (const text of texts) {
    const id = findId(model.items, text);
    if (id === undefined) unknown.push(text);
    else ids.push(id);
  }
  if (unknown.length > 0) {
    const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
    note(`${flag}: unknown items: ${unknown.slice(0, 5).join(', ')}${more}`);
  }
  return ids;
}

interface Because {
  readonly item?: string | undefined;
  readonly user?: string | undefined;
  readonly attribute?: string | undefined;
  readonly people?: number | undefined;
  readonly value?: number | undefined;
  readonly contribution: number;
  readonly title?: string | undefined;
}

/** A feature that item and person share. */
interface Shared {
  readonly feature: string;
  readonly contribution: number;
  readonly items: readonly string[];
}

const becauseOf = ({ item, user, attribute, people, value, contribution }: Reason, titles: Titles | undefined): Because => ({
  item: item === undefined ? undefined : String(item),
  user: user === undefined ? undefined : String(user),
  attribute,
  people,
  value,
  contribution,
  title: item === undefined ? undefined : titles?.get(item),
});

function becauseText({ item, user, attribute, people, value, title, contribution }: Because): string {
  const gave = value === undefined ? '' : ` gave ${Number(value.toFixed(3))}`;
  const what = title ?? item ?? (user === undefined ? attribute : `user ${user}${gave}`);
  return `${what} (${fixed(contribution, 3)}${people === undefined ? '' : `, n = ${people}`})`;
}

function print(
  model: Recommender,
  who: UserQuery,
  user: string | undefined,
  items: readonly ScoredItem[],
  titles: Titles | undefined,
  explain: boolean,
  { json, output }: Io,
): void {
  const reasons = (item: Id): { readonly because?: readonly Because[]; readonly features?: readonly Shared[] | undefined } => {
    if (!explain || !explains(model)) return {};
    const { because = [], features } = model.explain(who, item) ?? {};
    const shared = features?.slice(0, becauseLength).map((part) => ({ ...part, items: part.items.slice(0, becauseLength).map(String) }));
    return { because: because.slice(0, becauseLength).map((part) => becauseOf(part, titles)), features: shared };
  };
  const rows = items.map(({ item, score }) => ({ item: String(item), score, title: titles?.get(item), ...reasons(item) }));
  const sharing = rows.some((row) => row.features !== undefined);
  if (json) {
    output.json({ user: user ?? null, items: rows });
    return;
  }
  if (rows.length === 0) return;
  const columns: Column[] = [
    { heading: '#', align: 'right' },
    { heading: 'item' },
    ...(titles === undefined ? [] : [{ heading: 'title', flexible: true }]),
    { heading: 'score', align: 'right' },
    ...(explain ? [{ heading: 'because', flexible: true }] : []),
    ...(sharing ? [{ heading: 'in common', flexible: true }] : []),
  ];
  const cells = rows.map((row, r) => [
    String(r + 1),
    row.item,
    ...(titles === undefined ? [] : [row.title ?? '']),
    fixed(row.score, 4),
    ...(explain ? [(row.because ?? []).map(becauseText).join(', ')] : []),
    ...(sharing ? [(row.features ?? []).map(({ feature, contribution }) => `${feature} (${fixed(contribution, 3)})`).join(', ')] : []),
  ]);
  output.print(table(columns, cells, output));
}
