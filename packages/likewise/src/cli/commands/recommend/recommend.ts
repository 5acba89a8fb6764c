/** `likewise recommend`: the best items of a model for one user, a new one, or all. */
import type { Explainer, Id, Model, Reason, Recommender, RecommendManyOptions, RecommendOptions, UserQuery } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { csvLine } from '../../../words/csv.ts';
import { fixed, whole } from '../../../words/numbers.ts';
import { type Command, type Given, type Io, jsonFlag } from '../../command.ts';
import { readTitles, type Titles, titlesFlag } from '../../flags/files.ts';
import { parseIds } from '../../flags/ids.ts';
import { contextFlag, contextValues, modelArgument, openModel } from '../../flags/model-file.ts';
import { countFlag, countOf, threadsOf } from '../../flags/number-flags.ts';
import { blockWriter } from '../../print/long-results.ts';
import { flexible, left, place, right, table, wrapped } from '../../print/table.ts';
import { type ListColumns, listColumns, listFlags, meanOfList } from './list-columns.ts';
import { knownIds, newUserFlags, userQuery } from './user-query.ts';

/** Explanations are printed with this many items at most. */
const becauseLength = 3;

export const recommend: Command = {
  name: 'recommend',
  summary: 'the best items for one person, someone new, or everyone',
  arguments: { ...modelArgument },
  flags: {
    '--user <id>': 'a person of the training data',
    '--ratings <list>': 'someone new, by what they rated: "item=5,item=3" (without = it counts as liked)',
    '--session <ids>': 'someone new, by what they met, the oldest first: a,b,"c, d"; for models of sequences',
    '--features <list>': 'someone new, by attributes: "age=24,occupation=student"; may stand beside --ratings and --friends',
    '--friends <ids>': 'someone new, by users they trust: a,b,"c, d"; may stand beside --ratings and --features',
    '--visitor': 'a first-time visitor, of whom nothing is known: what most people liked',
    '--all': 'every person of the training data, as CSV lines',
    ...countFlag,
    ...titlesFlag,
    '--explain': 'say what each recommendation rests on, where the model can',
    '--exclude <ids>': 'never these items: a,b,"c, d"',
    '--candidates <file>': 'only the items of this file, one id a line; - is stdin',
    '--min-ratings <n>': 'only items that at least so many people of the training data have',
    ...listFlags,
    ...contextFlag,
    '--keep-seen': 'keep items the person already has',
    '--lines': 'with --all: one JSON object a line instead of CSV',
    '--threads <n>': 'with --all: threads (default: all processors)',
    ...jsonFlag,
  },
  examples: [
    'likewise recommend model.safetensors --user 1 -n 5 --titles movies.csv',
    'likewise recommend model.safetensors --ratings "260=5,1196=4" --explain',
    'likewise recommend rules.safetensors --session "260,1196,1210" --explain',
    'likewise recommend model.safetensors --visitor -n 5',
    'likewise recommend people.safetensors --features "age=24,occupation=student" --explain',
    'likewise recommend model.safetensors --user 1 --training ratings.csv --among-best 300 --min-ratings 21 --sort mean',
    'likewise recommend model.safetensors --all -n 20 > lists.csv',
  ],
  async run(given, io) {
    const told = newUserFlags.find((name) => given.text(name) !== undefined);
    const chosen = ['user', told ?? 'ratings', 'visitor', 'all'].filter((name) => given.text(name) !== undefined || given.on(name));
    if (chosen.length !== 1) {
      const problem = chosen.length === 0 ? 'say for whom' : `choose one of ${chosen.map((name) => `--${name}`).join(' and ')}`;
      throw new CliError(
        `recommend: ${problem}: --user <id>, --ratings "item=5,item=3" (or --session, --features, --friends), --visitor or --all.`,
      );
    }
    const n = countOf(given);
    const { can, explainerOf } = await import('@likewise/core');
    const opened = await openModel(given.argument(0));
    if (!can(opened, 'recommend')) throw new CliError(`${opened.name} does not recommend.`);
    const model = given.on('visitor') ? await visitorModel(opened, given, io) : opened;
    const explains = given.on('explain') === true && can(model, 'explain') ? model : undefined;
    if (given.on('explain') && explains === undefined) throw new CliError(`${model.name} cannot explain; leave --explain out.`);
    const titles = await readTitles(given, io, model.items);
    const excluded = given.text('exclude');
    const columns = await listColumns(model, n, given, io);
    const options: RecommendOptions = {
      ...columns.asked,
      keepSeen: given.on('keep-seen'),
      exclude: excluded === undefined ? undefined : await knownItems(model, '--exclude', parseIds('--exclude', excluded), io),
      candidates: await candidates(model, given.text('candidates'), io),
    };
    const context = await contextValues(model, given.text('context'), io);
    if (given.on('all')) {
      if (given.text('context') !== undefined) throw new CliError('--all lists are on average over contexts; leave --context out.');
      return recommendToAll(model, { ...options, threads: threadsOf(given) }, columns, titles, given.on('lines') === true, io);
    }
    const query = await userQuery(model, given, io);
    const items = can(model, 'context') ? model.recommend(query, options, context) : model.recommend(query, options);
    if (items === undefined)
      // A user of the id map may have no items, or items without features.
      throw new CliError(
        told === undefined
          ? `${model.name} knows nothing of user ${given.text('user')} to go by; say what they like: --ratings "item=5,item=3".`
          : `--${told}: ${model.name} finds nothing in it to go by; name something that they like and that the model knows.`,
      );
    if (items.length === 0) io.progress.note('nothing is left to recommend: every item is already theirs or left out.');
    const explainer = explains && explainerOf(explains, query, { most: becauseLength });
    const listed = columns.arranged(items);
    const seen = options.keepSeen ? seenBy(model, query) : undefined;
    const rows = listed.map(({ item, score, mean, ratings }) => ({
      item: String(item),
      score,
      title: titles?.(item),
      ...(columns.mean && { mean }),
      ...(columns.ratings && { ratings }),
      ...(seen && { seen: seen(item) }),
      ...(explainer && reasonsOf(explainer, item, titles)),
    }));
    const ofList = columns.mean ? meanOfList(listed) : undefined;
    if (io.json) return io.output.json({ user: given.text('user') ?? null, items: rows, meanRating: ofList?.mean });
    if (rows.length === 0) return;
    const inCommon = rows.some(({ features }) => features !== undefined);
    io.output.print(
      table(io.output, rows, [
        place,
        left('item', ({ item }) => item),
        titles && flexible('title', ({ title }) => title ?? ''),
        right('score', ({ score }) => fixed(score, 4)),
        columns.mean && right('mean', ({ mean }) => (mean === undefined ? '–' : fixed(mean, 3))),
        columns.ratings && right('ratings', ({ ratings = 0 }) => whole(ratings)),
        seen && left('', ({ seen: own }) => (own ? 'theirs already' : '')),
        explainer && wrapped('because', ({ because = [] }) => because.map(reasonText).join(', ')),
        inCommon &&
          wrapped('in common', ({ features = [] }) =>
            features.map((part) => `${part.feature} (${fixed(part.contribution, 3)})`).join(', '),
          ),
      ]),
    );
    if (ofList !== undefined) {
      const rated = ofList.of === rows.length ? '' : `, of the ${ofList.of} that have ratings`;
      io.output.print(`mean rating of the list: ${fixed(ofList.mean, 3)}${rated}`);
    }
  },
};

/** Which items someone of training has, or someone new told. */
function seenBy(model: Recommender, query: UserQuery): (item: Id) => boolean {
  const own = new Set<number | undefined>();
  if (typeof query === 'object') for (const { item } of query.ratings) own.add(model.items.indexOf(item));
  else {
    const user = model.users.indexOf(query) as number;
    for (const item of model.seen.indexes.subarray(model.seen.pointers[user], model.seen.pointers[user + 1])) own.add(item);
  }
  return (item) => own.has(model.items.indexOf(item));
}

/** What answers for someone of whom nothing is known: the fallback of the server. */
async function visitorModel(model: Recommender, given: Given, { progress }: Io): Promise<Recommender> {
  const { readModelFileAbout } = await import('../../../store/model-files.ts');
  const { fallbackOf } = await import('../../../workflow/fallback.ts');
  const { data } = await readModelFileAbout(given.argument(0) as string);
  const fallback = await fallbackOf(model, data);
  progress.note(`nothing is known of a visitor: the list is that of ${fallback.name}, from what ${model.name} was trained on`);
  return fallback;
}

/** Lists for all users, streamed, so that memory does not grow with users × items: CSV lines; one JSON object a line; or, with `--json`, one array of those objects. */
async function recommendToAll(
  model: Recommender,
  options: RecommendManyOptions,
  columns: ListColumns,
  titles: Titles | undefined,
  lines: boolean,
  io: Io,
) {
  const { recommendMany } = await import('@likewise/core');
  const job = io.progress.job('recommending');
  const { json } = io;
  const { size: users, ids } = model.users;
  let done = 0;
  let empty = 0;
  const write = blockWriter(io, () => job.update(done / users, `${done} of ${users} people`));
  const more = (mean: string | number, ratings: string | number) => [
    ...(columns.mean ? [mean] : []),
    ...(columns.ratings ? [ratings] : []),
  ];
  const csv = (user: Id, rank: string | number, item: Id, title: string, score: string | number, others: (string | number)[]): string =>
    csvLine([String(user), rank, String(item), ...(titles === undefined ? [] : [title]), score, ...others]);
  await write(json ? '[\n' : lines ? '' : csv('user', 'rank', 'item', 'title', 'score', more('mean', 'ratings')));
  for await (const { user, items: answered = [] } of recommendMany(model, ids, { ...options, signal: io.signal })) {
    const items = columns.arranged(answered);
    if (items.length === 0) empty++;
    if (json || lines) {
      const rows = items.map(({ item, score, mean, ratings }) => ({
        item: String(item),
        score,
        title: titles?.(item),
        ...(columns.mean && { mean }),
        ...(columns.ratings && { ratings }),
      }));
      await write(`${json && done > 0 ? ',\n' : ''}${JSON.stringify({ user: String(user), items: rows })}${json ? '' : '\n'}`);
    } else
      await write(
        items
          .map(({ item, score, mean, ratings }, r) => csv(user, r + 1, item, titles?.(item) ?? '', score, more(mean ?? '', ratings ?? '')))
          .join(''),
      );
    done++;
  }
  await write(json ? '\n]\n' : '', true);
  job.end();
  if (empty > 0)
    io.progress.note(`${empty} of ${users} lists are empty: nothing is left for these people, or nothing was learned about them.`);
}

async function candidates(model: Model, path: string | undefined, io: Io): Promise<readonly Id[] | undefined> {
  if (path === undefined) return undefined;
  const { readLines } = await import('../../../data/cells/read-lines.ts');
  const ids = await readLines(path, { signal: io.signal });
  const found = await knownItems(model, '--candidates', ids, io);
  if (found.length === 0) {
    const { nearHint } = await import('../../../data/read/near-ids.ts');
    const hint = nearHint(model.items, ids) || '; one id a line is needed';
    throw new CliError(`--candidates ${path}: the model knows none of its ${ids.length} items${hint}.`);
  }
  return found;
}

async function knownItems(model: Model, flag: string, texts: readonly string[], { progress }: Io): Promise<readonly Id[]> {
  const { ids, unknown } = knownIds(model.items, texts);
  const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
  if (unknown.length > 0) {
    const { nearHint } = await import('../../../data/read/near-ids.ts');
    progress.note(`${flag}: unknown items: ${unknown.slice(0, 5).join(', ')}${more}${nearHint(model.items, unknown)}`);
  }
  return ids;
}

function reasonsOf(explainer: Explainer, item: Id, titles: Titles | undefined) {
  const { because = [], features } = explainer.explain(item) ?? {};
  return {
    because: because.map((reason) => titled(reason, titles)),
    features: features?.map((part) => ({ ...part, items: part.items.slice(0, becauseLength).map(String) })),
  };
}

const titled = ({ item, user, ...reason }: Reason, titles: Titles | undefined) => ({
  item: item?.toString(),
  user: user?.toString(),
  ...reason,
  title: item === undefined ? undefined : titles?.(item),
});

function reasonText({ item, user, attribute, people, value, title, contribution }: ReturnType<typeof titled>): string {
  const gave = value === undefined ? '' : ` gave ${Number(value.toFixed(3))}`;
  const what = title ?? item ?? (user === undefined ? attribute : `user ${user}${gave}`);
  return `${what} (${fixed(contribution, 3)}${people === undefined ? '' : `, n = ${people}`})`;
}
