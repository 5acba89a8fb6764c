/** Each flag of each command changes what it says: its output, its messages or the file that it writes. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import {
  baskets,
  candidates,
  dated,
  file,
  foods,
  friends,
  items,
  links,
  logs,
  moves,
  orders,
  path,
  ratings,
  steps,
  test2,
  users,
  votes,
  walks,
} from './flag-files.ts';
import { and, answering, layout, type Pair, reading, threads, type Words } from './flag-pairs.ts';
import { inProcess } from './in-process.ts';
import { judged } from './judged-pairs.ts';
import { longName } from './run.ts';

const [als, knn, bias, demographic, social, machine, chain, network] = [
  'als',
  'knn',
  'bias',
  'demographic',
  'social',
  'machine',
  'chain',
  'network',
].map((name) => join(path, name));

beforeAll(async () => {
  // Files hold the moment they were written and a sum over it.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2030-01-01T00:00:00Z') });
  const fits: Words[] = [
    ['implicit-als', ratings, '--positive', '>=3', '--factors', '4', '-o', als],
    ['item-knn', ratings, '-o', knn],
    ['bias', ratings, '-o', bias],
    ['deep', ratings, '--epochs', '1', '-o', network],
    ['demographic', ratings, '--user-features', users, '--damping', '0.01', '-o', demographic],
    ['social', ratings, '--edges', friends, '-o', social],
    ['factorization-machine', ratings, '--columns', 'user=user,item=item,rating=rating', '--factors', '2', '--samples', '5', '-o', machine],
  ];
  const visits = [...'abcab', ...'acbca', ...'bcaab'].map((item, v) => `v${Math.floor(v / 5)},${item},${1_600_000_000 + v}`);
  const visited = file('visits.csv', `user,item,timestamp\n${visits.join('\n')}\n`);
  fits.push(['markov-chain', visited, '-o', chain]);
  for (const words of fits) expect(await inProcess(['fit', ...words])).toMatchObject({ code: 0 });
});

afterAll(() => {
  vi.useRealTimers();
});

const describing = ['describe', ratings];
const preparing = ['prepare', ratings, '--train', 'OUT.csv', '--test', join(path, 'held.csv')];
const fitting = ['fit', 'bias', ratings, '-o', 'OUT'];
const exporting = ['export', network, '--onnx', 'OUT'];
const vectoring = ['export', als, '--item-vectors', 'OUT.csv'];
const factoring = ['factors', als];
const mapping = ['map', als, '--min-ratings', '2', '-o', 'OUT.csv'];
const asking = ['recommend', als, '--user', 'u1'];
const predicting = ['predict', bias, '--user', 'u1', '--item', 'i0'];
const comparing = ['predict', bias, '--user', 'u1', '--compare', ratings];
const near = ['similar', als, '--item', 'i1'];
const tuning = ['tune', ratings, '--model', 'svd:epochs=3,factors=2', '--metric', 'rmse', '--trials', '3'];
const ranking = ['rank', votes, '--by', 'wilson'];
const mining = ['rules', baskets, '--min-support', '0.1', '--min-confidence', '0.1'];
const walking = ['pagerank', links];
const believing = ['posterior', votes];
const chaining = ['chain', walks];
const simulating = ['bandit', 'simulate', '--arms', '0.2,0.5,0.75', '--runs', '5', '--pulls', '40'];
const testing = ['bandit', 'compare', logs, '--columns', 'action=arm', '--arms', 'a,b'];
const weighing = ['bandit', 'evaluate', logs, '--columns', 'action=arm,propensity=p', '--target', 'always:a'];
const upping = ['up', ratings, '--model', 'popular'];
const serving = ['serve', als];

const table: Readonly<Record<string, Readonly<Record<string, Pair>>>> = {
  describe: {
    ...reading(describing),
    '--titles': and(describing, '--titles', items),
    '--item-columns': and([...describing, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--json': and(describing, '--json'),
  },
  prepare: {
    ...layout(preparing),
    '--out': [preparing, ['prepare', ratings, '--out', 'OUT.csv']],
    '--train': [preparing, preparing.map((word) => word.replace('OUT.csv', 'OUT.jsonl'))],
    '--test': [preparing, preparing.map((word) => word.replace('held.csv', 'held.tsv'))],
    '--told': [
      [...preparing, '--split', 'users:0.5', '--told', join(path, 'told.csv')],
      [...preparing, '--split', 'users:0.5', '--told', join(path, 'told.tsv')],
    ],
    '--split': and(preparing, '--split', 'leave-random'),
    '--most-active': and(preparing, '--most-active', '5'),
    '--most-rated': and(preparing, '--most-rated', '5'),
    '--min-counts': and(preparing, '--min-counts', 'items=9'),
    '--k-core': and(preparing, '--k-core', '7'),
    '--share': and(preparing, '--share', '0.5'),
    '--number': and(preparing, '--number', join(path, 'ids.csv')),
    '--seed': and(preparing, '--seed', '1'),
    '--positive': and(preparing, '--positive', '>=4'),
    '--json': and(preparing, '--json'),
  },
  models: { '--json': and(['models'], '--json') },
  fit: {
    ...reading(fitting),
    '--out': [fitting.slice(0, 3), fitting],
    '--preset': and(['fit', 'implicit-als', ratings, '--positive', '>=4', '-o', 'OUT'], '--preset', 'movielens-1m'),
    '--from': and(['fit', 'implicit-als', ratings, '--positive', '>=3', '-o', 'OUT'], '--from', als),
    '--refit': and(['fit', 'implicit-als', ratings, '--positive', '>=3', '-o', 'OUT', '--from', als], '--refit', 'changed'),
    '--checkpoint': and(fitting, '--checkpoint', join(path, 'none')),
    '--curve': and(fitting, '--curve', join(path, 'curve.csv')),
    '--validation': and(fitting, '--validation', '0.2'),
    '--metric': and([...fitting, '--validation', '0.2'], '--metric', 'mae'),
    '--seed': and(['fit', 'random', ratings, '-o', 'OUT'], '--seed', '7'),
    '--threads': threads(fitting),
    '--json': and(fitting, '--json'),
  },
  export: {
    '--onnx': [exporting.slice(0, 2), exporting],
    '--item-vectors': [exporting.slice(0, 2), ['export', als, '--item-vectors', 'OUT.csv']],
    '--user-vectors': [vectoring, ['export', als, '--user-vectors', 'OUT.csv']],
    '--titles': and(vectoring, '--titles', items),
    '--item-columns': and([...vectoring, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--json': and(exporting, '--json'),
  },
  factors: {
    '--factor': and(factoring, '--factor', '2'),
    '--count': and(factoring, '-n', '2'),
    '--of': and(factoring, '--of', 'users'),
    '--min-ratings': and(factoring, '--min-ratings', '9'),
    '--titles': and(factoring, '--titles', items),
    '--item-columns': and([...factoring, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--json': and(factoring, '--json'),
  },
  map: {
    '--out': [mapping, [...mapping.slice(0, -1), 'OUT.svg']],
    '--of': and(mapping, '--of', 'users'),
    '--method': and(mapping, '--method', 'umap'),
    '--neighbors': and([...mapping, '--method', 'umap'], '--neighbors', '2'),
    '--label': and(mapping, '--label', '3'),
    '--min-ratings': and(mapping, '--min-ratings', '9'),
    '--only-labelled': and([...mapping, '--label', '5'], '--only-labelled'),
    '--training': and(mapping, '--training', ratings),
    '--titles': and(mapping, '--titles', items),
    '--item-columns': and([...mapping, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--seed': and([...mapping, '--method', 'umap'], '--seed', '1'),
    '--json': and(mapping, '--json'),
  },
  recommend: {
    '--show': and(asking, '--show', 'ratings'),
    '--sort': and(asking, '--sort', 'ratings'),
    '--among-best': and([...asking, '-n', '2', '--sort', 'ratings', '--training', test2, '--keep-seen'], '--among-best', '9'),
    '--training': and([...asking, '--show', 'ratings'], '--training', test2),
    '--user': [asking, ['recommend', als, '--user', 'u2']],
    '--ratings': [
      ['recommend', als, '--ratings', 'i1=5'],
      ['recommend', als, '--ratings', 'i2=5'],
    ],
    '--session': [
      ['recommend', chain, '--session', 'a,b', '--keep-seen'],
      ['recommend', chain, '--session', 'b,a', '--keep-seen'],
    ],
    '--features': [
      ['recommend', demographic, '--features', 'job=cook'],
      ['recommend', demographic, '--features', 'job=smith'],
    ],
    '--friends': [
      ['recommend', social, '--friends', 'u1'],
      ['recommend', social, '--friends', 'u3'],
    ],
    '--visitor': [asking, ['recommend', als, '--visitor']],
    '--all': [asking, ['recommend', als, '--all']],
    '--count': and(asking, '-n', '1'),
    '--titles': and(asking, '--titles', items),
    '--item-columns': and([...asking, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--explain': and(asking, '--explain'),
    '--exclude': and(asking, '--exclude', 'i2'),
    '--candidates': and(asking, '--candidates', candidates),
    '--min-ratings': and(asking, '--min-ratings', '9'),
    '--context': and(['recommend', machine, '--user', 'u1'], '--context', 'place=home'),
    '--keep-seen': and(asking, '--keep-seen'),
    '--lines': and(['recommend', als, '--all'], '--lines'),
    '--threads': threads(['recommend', als, '--all']),
    '--json': and(asking, '--json'),
  },
  predict: {
    ...layout(comparing),
    '--user': [predicting, ['predict', bias, '--user', 'u2', '--item', 'i0']],
    '--item': [predicting, ['predict', bias, '--user', 'u1', '--item', 'i1']],
    '--compare': [predicting, comparing],
    '--titles': and(comparing, '--titles', items),
    '--test': [
      ['predict', bias, '--test', test2],
      ['predict', bias, '--test', ratings],
    ],
    '--item-columns': and([...comparing, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--all': [predicting, ['predict', bias, '--all']],
    '--context': and(['predict', machine, '--user', 'u1', '--item', 'i1'], '--context', 'place=home'),
    '--json': and(predicting, '--json'),
  },
  similar: {
    '--item': [near, ['similar', als, '--item', 'i2']],
    '--count': and(near, '-n', '1'),
    '--titles': and(near, '--titles', items),
    '--item-columns': and([...near, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--json': and(near, '--json'),
  },
  tune: {
    ...reading(tuning),
    '--model': and(tuning, '--model', 'bias'),
    '--metric': and(tuning, '--metric', 'mae'),
    '--trials': and(tuning, '--trials', '4'),
    '--validation': and(tuning, '--validation', 'random:0.5'),
    '--split': and(tuning, '--split', 'random:0.8'),
    '--relevant': and([...tuning, '--metric', 'ndcg@3'], '--relevant', '>=4'),
    '--sampler': and(['tune', ratings, '--model', 'svd:epochs=1,factors=1', '--halving', 'off', '--trials', '13'], '--sampler', 'random'),
    '--halving': and(tuning, '--halving', 'off'),
    '--range': and(tuning, '--range', 'regularization=0.5..0.6'),
    '--history': and(tuning, '--history', 'OUT'),
    '--seed': and(tuning, '--seed', '1'),
    '--threads': threads(tuning),
    '--json': and(tuning, '--json'),
  },
  evaluate: judged,
  rank: {
    '--by': [ranking, ['rank', votes, '--by', 'reddit-best']],
    '--count': and(ranking, '-n', '1'),
    '--explain': and(ranking, '--explain'),
    '--sql': and(ranking, '--sql', 'duckdb'),
    '--now': and(['rank', votes, '--by', 'trending', '--columns', 'time=at'], '--now', '2024-06-01'),
    '--dates': and(['rank', dated, '--by', 'trending'], '--dates', 'day-first'),
    '--site': and(['rank', votes, '--by', 'hacker-news', '--columns', 'url=id,time=at'], '--site', 'a=0.5'),
    '--columns': and(ranking, '--columns', 'downs=seen'),
    '--delimiter': and(ranking, '--delimiter', ';'),
    '--encoding': [ranking, ['rank', file('é.csv', 'id,ups,downs\né,1,0\n'), '--by', 'wilson', '--encoding', 'latin-1']],
    '--json': and(ranking, '--json'),
  },
  rules: {
    '--min-support': and(mining, '--min-support', '0.5'),
    '--min-confidence': and(mining, '--min-confidence', '0.9'),
    '--min-lift': and(mining, '--min-lift', '1.2'),
    '--min-cross-support': and(mining, '--min-cross-support', '0.9'),
    '--max-length': and(mining, '--max-length', '2'),
    '--sort': and(mining, '--sort', 'support'),
    '--sets': and(mining, '--sets', 'closed'),
    '--long': and(['rules', orders, '--min-support', '0.1'], '--long'),
    '--columns': and(['rules', orders, '--min-support', '0.1', '--long'], '--columns', 'item=shop'),
    '--basket': and(mining, '--basket', 'jam'),
    '--titles': and(mining, '--titles', foods),
    '--item-columns': and([...mining, '--titles', foods], '--item-columns', 'item=id,title=kind'),
    '--count': and(mining, '-n', '1'),
    '--delimiter': and(mining, '--delimiter', ';'),
    '--encoding': and(mining, '--encoding', 'latin-1'),
    '--json': and(mining, '--json'),
  },
  pagerank: {
    '--damping': and(walking, '--damping', '0.5'),
    '--tolerance': and(walking, '--tolerance', '0.1'),
    '--max-iterations': and(walking, '--max-iterations', '2'),
    '--teleport': and(walking, '--teleport', 'b'),
    '--repeated': and(walking, '--repeated', 'sum'),
    '--weighted': and(walking, '--weighted'),
    '--count': and(walking, '-n', '1'),
    '--delimiter': and(walking, '--delimiter', ';'),
    '--encoding': and(walking, '--encoding', 'latin-1'),
    '--threads': threads(walking),
    '--json': and(walking, '--json'),
  },
  posterior: {
    '--stars': [believing, ['posterior', ratings, '--stars']],
    '--sort': and(believing, '--sort', 'sample'),
    '--seed': and([...believing, '--sort', 'sample'], '--seed', '1'),
    '--prior-ups': and(believing, '--prior-ups', '9'),
    '--prior-downs': and(believing, '--prior-downs', '9'),
    '--prior': and(['posterior', ratings, '--stars'], '--prior', '9'),
    '--confidence': and(believing, '--confidence', '0.5'),
    '--curves': and(believing, '--curves', 'OUT.csv'),
    '--points': and([...believing, '--curves', 'OUT.csv'], '--points', '9'),
    '--count': and(believing, '-n', '1'),
    '--titles': and(['posterior', ratings, '--stars'], '--titles', items),
    '--item-columns': and(['posterior', ratings, '--stars', '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--columns': and(believing, '--columns', 'ups=downs,downs=ups'),
    '--delimiter': and(believing, '--delimiter', ';'),
    '--encoding': and(['posterior', ratings, '--stars', '--columns', 'user=place,item=item,rating=rating'], '--encoding', 'latin-1'),
    '--json': and(believing, '--json'),
  },
  chain: {
    '--long': [chaining, ['chain', steps, '--long']],
    '--probabilities': [chaining, ['chain', moves, '--probabilities']],
    '--smoothing': and(chaining, '--smoothing', '1'),
    '--next': and(chaining, '--next', 'a'),
    '--start': [
      [...chaining, '--start', 'a', '--steps', '2'],
      [...chaining, '--start', 'b', '--steps', '2'],
    ],
    '--steps': [
      [...chaining, '--start', 'a', '--steps', '2'],
      [...chaining, '--start', 'a', '--steps', '3'],
    ],
    '--sequence': and(chaining, '--sequence', 'a,b'),
    '--columns': and(['chain', steps, '--long'], '--columns', 'sequence=visit,state=page'),
    '--count': and(chaining, '-n', '1'),
    '--delimiter': and(chaining, '--delimiter', ';'),
    '--encoding': and([...chaining, '--next', 'b'], '--encoding', 'latin-1'),
    '--json': and(chaining, '--json'),
  },
  'bandit simulate': {
    '--arms': and(simulating, '--arms', '0.2,0.6'),
    '--policy': and(simulating, '--policy', 'ucb1'),
    '--pulls': and(simulating, '--pulls', '50'),
    '--runs': and(simulating, '--runs', '6'),
    '--batch': and(simulating, '--batch', '10'),
    '--delay': and(simulating, '--delay', '10'),
    '--deviation': and([...simulating, '--policy', 'epsilon-greedy'], '--deviation', '2'),
    '--seed': and(simulating, '--seed', '1'),
    '--prior-ups': and(simulating, '--prior-ups', '9'),
    '--prior-downs': and(simulating, '--prior-downs', '9'),
    '--threads': threads(simulating),
    '--json': and(simulating, '--json'),
  },
  'bandit evaluate': {
    '--target': and(weighing, '--target', 'uniform'),
    '--policy': [
      [...weighing.slice(0, -2), '--policy', 'thompson'],
      [...weighing.slice(0, -2), '--policy', 'epsilon-greedy'],
    ],
    '--context': and(weighing, '--context', 'none'),
    '--columns': and(weighing, '--columns', 'action=slot,propensity=p'),
    '--shrinkage': and(weighing, '--shrinkage', '1'),
    '--interval': and(weighing, '--interval', 'bootstrap'),
    '--resamples': and([...weighing, '--interval', 'bootstrap'], '--resamples', '20'),
    '--confidence': and(weighing, '--confidence', '0.5'),
    '--delimiter': and(weighing, '--delimiter', ';'),
    '--encoding': and([...weighing, '--columns', 'action=slot,propensity=p', '--target', 'always:é'], '--encoding', 'latin-1'),
    '--seed': and([...weighing, '--interval', 'bootstrap', '--resamples', '20'], '--seed', '1'),
    '--json': and(weighing, '--json'),
  },
  'bandit compare': {
    '--arms': and(testing, '--arms', 'b,a'),
    '--shares': [
      ['bandit', 'compare', '--shares', '12/100,15/100'],
      ['bandit', 'compare', '--shares', '12/100,16/100'],
    ],
    '--plan': [
      ['bandit', 'compare', '--plan', '0.1,0.12'],
      ['bandit', 'compare', '--plan', '0.1,0.13'],
    ],
    '--power': and(['bandit', 'compare', '--plan', '0.1,0.12'], '--power', '0.9'),
    '--columns': and(['bandit', 'compare', logs, '--arms', 'a,b', '--columns', 'action=arm'], '--columns', 'action=arm,reward=p'),
    '--confidence': and(testing, '--confidence', '0.5'),
    '--delimiter': and(testing, '--delimiter', ';'),
    '--encoding': and(['bandit', 'compare', logs, '--columns', 'action=slot', '--arms', 'low,é'], '--encoding', 'latin-1'),
    '--json': and(testing, '--json'),
  },
  up: {
    ...reading(upping),
    '--titles': and(upping, '--titles', items),
    '--item-columns': and([...upping, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--model': and(upping, '--model', 'random'),
    ...answering(upping),
    '--port': and(upping, '--port', await freePort()),
  },
  serve: {
    '--model': [serving, ['serve', '--model', bias]],
    '--titles': and(serving, '--titles', items),
    ...answering(serving),
    '--item-columns': and([...serving, '--titles', items], '--item-columns', 'item=item,title=genres'),
    '--port': and(serving, '--port', await freePort()),
    // The model is written again while it is served.
    '--watch': and(['serve', '--model', 'REWRITTEN'], '--watch'),
  },
};

/** Where calls write; one each. */
let calls = 0;
/** What a call says, without what differs from one run to the next: seconds, memory, a port nobody chose. */
async function said(words: Words): Promise<string> {
  const out = join(path, `out-${calls++}`);
  const serves = words[0] === 'up' || words[0] === 'serve';
  const anyPort = serves && !words.includes('--port');
  const rewritten = words.includes('REWRITTEN') ? join(path, `rewritten-${calls}`) : undefined;
  if (rewritten !== undefined) copyFileSync(als, rewritten);
  const answers: Promise<string>[] = [];
  const outcome = await inProcess(
    [
      ...words.map((word) => (/^OUT(\.\w+)?$/.test(word) ? word.replace('OUT', out) : word === 'REWRITTEN' ? String(rewritten) : word)),
      ...(anyPort ? ['--port', '0'] : []),
    ],
    (stdout, stop) => {
      const url = /serving \S+ at (http:\S+)/.exec(stdout)?.[1];
      if (!serves || answers.length > 0 || url === undefined || (words[0] === 'up' && !/\npopular .*\n|no comparison/.test(stdout))) return;
      answers.push(answersOf(url, rewritten));
      answers[0].then(stop, stop);
    },
  );
  const written = ['', '.csv', '.jsonl', '.svg']
    .map((end) => (existsSync(out + end) ? readFileSync(out + end, 'latin1') : ''))
    .join('')
    .replaceAll(out, 'OUT');
  const text = [outcome.code, outcome.stdout, outcome.stderr, ...(await Promise.all(answers))]
    .join('\n')
    .replaceAll(out, 'OUT')
    .replaceAll(/rewritten-\d+/g, 'REWRITTEN');
  const timeless = `${text}\n${written}`
    .replaceAll(/(< )?(\d+ min )?\d[\d.]* s\b/g, 'SECONDS')
    .replaceAll(/"(fitSeconds|scoreSeconds|peakMemoryMb|ms)":[\d.e-]+/g, '')
    .replaceAll(/\d+ MB/g, '')
    .replaceAll(/data-value="[\d.]+"/g, '')
    .replaceAll(/ +/g, ' ');
  return anyPort ? timeless.replaceAll(/:\d{4,5}\b/g, ':PORT') : timeless;
}

async function answersOf(url: string, rewritten: string | undefined): Promise<string> {
  const ask = async (init?: RequestInit, address = `${url}/v1/recommendations/u1?n=3`): Promise<string> => {
    const response = await fetch(address, init);
    return `${response.headers.get('access-control-allow-origin')} ${await response.text()}`;
  };
  const ratings = [
    { item: 'i1', value: 1 },
    { item: 'i2', value: 5 },
  ];
  const folded = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ratings, n: 9 }) };
  const answers = [await ask(), await ask(folded, `${url}/v1/recommendations`), await ask({ headers: { origin: 'https://club.example' } })];
  const byName = await new Promise((resolve) => get(`${url}/health/live`, { headers: { host: 'club.example' }, agent: false }, resolve));
  answers.push(String((byName as IncomingMessage).resume().statusCode));
  if (rewritten !== undefined) {
    copyFileSync(knn, rewritten);
    // Longer than the time between two looks at the file.
    for (let tries = 0; tries < 30 && !answers.at(-1)?.includes('item-knn'); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answers.push(await ask());
    }
    answers.splice(4, answers.length - 5);
  }
  return answers.join('\n');
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

describe.each(Object.entries(table))('%s', (name, rows) => {
  test('every flag has a row', async () => {
    const [command, ...words] = name.split(' ');
    const { flags } = commands.find((one) => one.name === command) ?? expect.fail(`no command ${command}`);
    const declared = typeof flags === 'function' ? await flags(words) : flags;
    expect(Object.keys(rows).sort()).toEqual([...new Set(Object.keys(declared).map(longName))].sort());
  });

  test.each(Object.entries(rows))('%s', async (_, [one, other]) => {
    const [first, again, second] = [await said(one), await said(one), await said(other)];
    expect(again).toBe(first);
    expect(second).not.toBe(first);
  });
});

test('every command has its rows', () => {
  expect([...new Set(Object.keys(table).map((name) => name.split(' ')[0]))].sort()).toEqual(commands.map(({ name }) => name).sort());
});

test('up --positive, and serve: someone new is counted by the condition of training', async () => {
  const note = (least: number) => `1 of the ratings is not >=${least}, which the model was trained on as liked`;
  expect(await said([...upping, '--positive', '>=4'])).toContain(note(4));
  expect(await said(serving)).toContain(note(3));
});
