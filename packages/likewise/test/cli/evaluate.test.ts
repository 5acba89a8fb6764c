import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ratedByTaste, tastes } from './rated-by-taste.ts';
import { folder, likewise, refusal } from './run.ts';

const { path, file } = folder();
const { ratedTrain, ratedTest, several } = ratedByTaste(file);

const evaluated = async (...words: string[]) => {
  const { code, stdout, stderr } = await likewise(['evaluate', ...words, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

const chain = 'f1,a\nf1,b\nf1,c\nf1,d\nf1,e\nf2,a\nf2,b\nf2,c\nf2,d\nf3,a\nf3,b\nf3,c\nf4,a\nf4,b\nf5,a\np,a\nq,b\nr,c\n';
const train = file('train.csv', `user,item\n${chain}`);
const test17 = file('test.csv', 'user,item\np,c\nq,a\nq,d\nq,e\nr,d\nr,e\n');

test('case 17: every ranking metric by hand; the shape of the document', async () => {
  const report = await evaluated(
    train,
    '--test',
    test17,
    '--model',
    'popular',
    '--metric',
    'hr@2,recall@2,recall-all@2',
    '--metric',
    'precision@2,mrr@2,map@2,ndcg@2',
  );
  const { metrics, ci, ...row } = report.rows[0];
  const expected = {
    'hr@2': 2 / 3,
    'recall@2': 0.5,
    'recall-all@2': 4 / 9,
    'precision@2': 1 / 3,
    'mrr@2': 0.5,
    'map@2': 1 / 3,
    'ndcg@2': 0.414692,
  };
  for (const [name, value] of Object.entries(expected)) expect(metrics[name], name).toBeCloseTo(value, 6);
  expect(Object.keys(ci)).toEqual(Object.keys(expected));
  expect(row).toMatchObject({ model: 'popular', settings: {}, usersEvaluated: 3, usersLeftOut: 0 });
  for (const figure of [row.fitSeconds, row.scoreSeconds, row.peakMemoryMb]) expect(figure).toBeGreaterThan(0);
  expect(report.data).toMatchObject({ users: 8, items: 5, train: 18, test: 6 });
});

test('case 18: people with nothing relevant are left out and counted', async () => {
  const rated = file('train18.csv', `user,item,rating\n${chain.trimEnd().replaceAll(/$/gm, ',5')}\n`);
  const tested = file('test18.csv', 'user,item,rating\np,c,5\nq,a,2\nq,d,3\nr,b,4\nr,a,1\n');
  const words = [rated, '--test', tested, '--positive', '>=4', '--model', 'popular', '--metric', 'ndcg@2,mrr@2'];
  const [report, text] = await Promise.all([evaluated(...words), likewise(['evaluate', ...words])]);
  expect(report.rows[0].metrics['ndcg@2']).toBeCloseTo(0.63093, 6);
  expect(report.rows[0].metrics['mrr@2']).toBe(0.5);
  expect(report.rows[0].usersLeftOut).toBe(1);
  expect(text.stdout).toMatch(/^popular +0\.6309 ±0\.0000 +0\.5000 ±0\.0000/m);
  expect(text.stdout).toContain('1 person was left out');
});

test('case 19: a test pair that is also in training is refused', async () => {
  const leak = file('leak.csv', 'user,item\np,c\np,a\nq,d\n');
  const refused = refusal(await likewise(['evaluate', train, '--test', leak, '--model', 'popular', '--metric', 'hr@2']));
  expect(refused).toMatch(/1 of 3 test pairs is also in training, first \(p, a\)/);
});

test('case 20: splitting by time is one moment for all; case 7: times one second apart', async () => {
  const timed = file(
    'time.csv',
    'user,item,rating,timestamp\na,x,4,1600086400\na,y,3,1600777600\nb,x,5,1600172800\nb,z,2,1600259200\nc,y,4,1600345600\nc,x,1,1600864000\nd,z,3,1600432000\nd,y,5,1600518400\ne,x,2,1600604800\ne,z,4,1600691200\n',
  );
  const close = ['A', 'A', 'A', 'C', 'C', 'C'].flatMap((last, p) => [
    `${p},${last},1700000002`,
    `${p},${last === 'A' ? 'C' : 'A'},1700000001`,
    `${p},B${p},1700000000`,
  ]);
  const seconds = file('seconds.csv', `user,item,timestamp\n${close.join('\n')}\n`);
  const [byTime, lastOne] = await Promise.all([
    evaluated(timed, '--split', 'time:0.8', '--model', 'bias', '--metric', 'rmse'),
    evaluated(seconds, '--split', 'leave-last', '--model', 'popular', '--metric', 'hr@1'),
  ]);
  expect(byTime.data).toMatchObject({ train: 8, test: 2 });
  expect(lastOne.rows[0].metrics['hr@1']).toBe(1);
});

test('several models: their text names the row, the seed reaches them, folds are kept, the page stands alone', async () => {
  const ratings = Array.from({ length: 400 }, (_, r) => `u${r % 25},i${(r * 7 + Math.floor(r / 25)) % 40},${(r % 5) + 1}`);
  const data = file('ratings.csv', `user,item,rating\n${ratings.join('\n')}\n`);
  const page = join(path, 'report.html');
  const words = [
    data,
    '--split',
    'kfold:3',
    '--model',
    'popular',
    '--model',
    'bias:epochs=2,user-regularization=4',
    '--model',
    'random',
    '--seed',
    '9',
  ];
  const report = await evaluated(...words, '--metric', 'rmse,ndcg@5', '--report', page);
  expect(report.rows.map(({ model }: { model: string }) => model)).toEqual(['popular', 'bias:epochs=2,user-regularization=4', 'random']);
  expect(report.rows[1].settings).toMatchObject({ epochs: 2, userRegularization: 4 });
  expect(report.rows[2].settings).toMatchObject({ seed: 9 });
  expect(report.rows[1].folds).toHaveLength(3);
  expect(report.rows[0].unsupported).toEqual(['rmse']);
  const html = readFileSync(page, 'utf8');
  expect(html).toContain('<svg');
  expect(html).not.toMatch(/(src|href)=/);
  expect(html).toContain(report.rows[1].metrics['ndcg@5'].toFixed(4));

  const { stdout } = await likewise(['evaluate', ...words, '--metric', 'rmse,ndcg@5']);
  expect(stdout).toMatch(/^model +rmse +ndcg@5 +fit +score$/m);
  expect(stdout).toMatch(/^popular +– /m);
  expect(stdout).toContain('popular and random cannot be measured by rmse.');
});

test('--relevant: models of ratings and of likes in one table, judged by the same items', async () => {
  const words = [ratedTrain, '--test', ratedTest, '--model', 'popular', '--model', 'svd:epochs=5', '--model', 'implicit-als:factors=4'];
  const asked = [...words, '--metric', 'rmse,ndcg@5', '--relevant', '>=4'];
  const [report, text, plain, both] = await Promise.all([
    evaluated(...asked),
    likewise(['evaluate', ...asked]),
    likewise(['evaluate', ...words, '--metric', 'ndcg@5']),
    likewise(['evaluate', ...asked, '--positive', '>=4']),
  ]);
  const [popular, svd, als] = report.rows;
  for (const row of report.rows) expect(row.metrics['ndcg@5']).toBeGreaterThan(0);
  expect(als.metrics['ndcg@5']).toBeGreaterThan(popular.metrics['ndcg@5'] + 0.2);
  expect([popular.metrics.rmse, als.metrics.rmse]).toEqual([undefined, undefined]);
  expect(svd.metrics.rmse).toBeGreaterThan(0);
  expect(report.rows.map(({ trainedOn }: { trainedOn: string }) => trainedOn)).toEqual(['likes', 'ratings', 'likes']);
  expect(text.stdout).toMatch(/^implicit-als:factors=4 +– +[01]\.\d{4}/m);
  expect(text.stdout).toContain(
    'trained: svd:epochs=5: on all ratings; popular and implicit-als:factors=4: on those >=4, with the rest known as seen.',
  );
  expect(text.stdout).not.toContain('why ndcg@5');
  // Without it the refusal of a model of likes names the flag.
  expect(refusal(plain)).toContain('--relevant ">=');
  expect(refusal(both)).toContain('or --relevant, not both');
});

test('lists of models of ratings without --relevant: one line says why they are low', async () => {
  const words = ['evaluate', ratedTrain, '--test', ratedTest, '--model', 'popular', '--model', 'bias'];
  const [lists, errors] = await Promise.all([likewise([...words, '--metric', 'rmse,ndcg@5']), likewise([...words, '--metric', 'rmse'])]);
  expect(lists.stdout).toMatch(/why ndcg@5 of bias is low: .*--relevant ">=4"/);
  expect(errors.stdout).not.toContain('why');
});

test('test rows of ids that training never saw are counted, whatever the metric; what cannot be predicted is told with its reason, loudly when many', async () => {
  const few = file('few.csv', 'user,item,rating\na,x,5\na,y,1\nb,x,4\nb,y,2\nc,x,5\n');
  const strange = file('strange.csv', 'user,item,rating\nb,z,3\nc,y,2\nn,x,4\nn,w,1\n');
  const words = [few, '--test', strange, '--model', 'svd'];
  const [text, lists, json] = await Promise.all([
    likewise(['evaluate', ...words, '--metric', 'rmse']),
    likewise(['evaluate', ...words, '--metric', 'hr@1']),
    likewise(['evaluate', ...words, '--metric', 'rmse', '--json']),
  ]);
  const unseen = 'beware: 3 of 4 test rows (75.0 %) are of ids that training never saw: 2 by their user, 2 by their item.';
  for (const { stdout } of [text, lists]) expect(stdout).toContain(unseen);
  expect(text.stdout).toMatch(
    /beware: svd: no prediction for 3 of 4 test rows \(1 user unknown, 1 item unknown, 1 both unknown\); the mean of training .* stood in; over the rows that it predicted: rmse \d/,
  );
  // stdout is one document: what is loud is on stderr.
  expect(json.stderr).toContain(unseen);
  expect(JSON.parse(json.stdout)).toMatchObject({
    data: { unseen: { of: 4, rows: 3, newUser: 2, newItem: 2 } },
    rows: [{ unpredicted: 3, unpredictedBecause: { newUser: 1, newItem: 1, newBoth: 1, silent: 0 } }],
  });
});

test('case 72: --sampled 99 where 9 items exist says so', async () => {
  const rows = Array.from({ length: 12 }, (_, u) => [0, 1, 2].map((k) => `u${u},i${(u * 2 + k * 4) % 9}`)).flat();
  const nine = file('nine.csv', `user,item\n${rows.join('\n')}\n`);
  const { stdout } = await likewise(['evaluate', nine, '--model', 'popular', '--metric', 'hr@3', '--sampled', '99']);
  expect(stdout).toMatch(/figures named sampled: at most 99 others/);
  expect(stdout).toMatch(/beware: for \d+ of \d+ people fewer items exist that they never met than were to be sampled, for some only 6;/);
});

test('newcomers are counted and no cause for alarm where the split asks about them', async () => {
  const words = ['evaluate', ratedTrain, '--split', 'cold-items:0.8', '--model', 'random', '--metric', 'hr@5'];
  expect((await likewise(words)).stdout).toMatch(
    /^\d+ of \d+ test rows \(100\.0 %\) are of ids that training never saw: \d+ by their item\.$/m,
  );
});

test('--per-user: one line a model and user, whose means are the figures', async () => {
  const [out, seeded] = [join(path, 'users.csv'), join(path, 'users-seeds.csv')];
  const [report] = await Promise.all([
    evaluated(...several, '--metric', 'ndcg@5,coverage@5', '--sampled', '3', '--per-user', out),
    evaluated(ratedTrain, '--split', 'kfold:2', '--seeds', '2', '--model', 'bias', '--metric', 'rmse,hr@5', '--per-user', seeded),
  ]);
  const lines = readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  expect(lines[0]).toEqual(['model', 'user', 'ndcg@5', 'ndcg@5 (sampled 3)']);
  const als = lines.filter(([model]) => model === 'implicit-als:factors=4');
  expect(als).toHaveLength(report.rows[1].usersEvaluated);
  for (const [at, name] of [[2, 'ndcg@5'], [3, 'ndcg@5 (sampled 3)']] as const) // biome-ignore format: one line
    expect(als.reduce((sum, cells) => sum + Number(cells[at]), 0) / als.length).toBeCloseTo(report.rows[1].metrics[name], 12);
  const parts = readFileSync(seeded, 'utf8').trimEnd().split('\n');
  expect(parts[0]).toBe('model,seed,fold,user,rmse,hr@5');
  expect(new Set(parts.slice(1).map((line) => line.split(',').slice(1, 3).join()))).toEqual(new Set(['0,1', '0,2', '1,1', '1,2']));
  const refused = await likewise(['evaluate', ...several, '--per-user', ratedTest]);
  expect(refusal(refused)).toContain('it is read by this run');
});

test('--format latex: tables that compile, the best in bold, everything else a comment', async () => {
  const { stdout } = await likewise(['evaluate', ...several, '--metric', 'ndcg@5', '--format', 'latex', '--compare']);
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('%'));
  expect(lines.slice(0, 4)).toEqual(['\\begin{tabular}{lrrr}', '  \\hline', '  model & ndcg@5 & fit & score \\\\', '  \\hline']);
  expect(stdout).toMatch(/& \\textbf\{\d\.\d{4} \$\\pm\$0\.\d{4}\} &/);
  expect(lines.filter((line) => /^\\(begin|end)\{tabular\}/.test(line))).toHaveLength(6);
  for (const line of lines) expect(line).toMatch(/^(\\(begin|end)\{tabular\}.*| {2}\\hline| {2}([^%±]|\\%)* \\\\)$/);
});

test('--format: one CSV, or Markdown', async () => {
  const words = ['evaluate', ...several, '--metric', 'ndcg@5'];
  const [comma, marked, folds, both] = await Promise.all([
    likewise([...words, '--format', 'csv', '--compare']),
    likewise([...words, '--format', 'markdown', '--compare']),
    likewise(['evaluate', ratedTrain, '--split', 'kfold:2', '--model', 'popular', '--metric', 'ndcg@5', '--format', 'csv']),
    likewise([...words, '--format', 'csv', '--json']),
  ]);
  const [head, ...lines] = comma.stdout.trimEnd().split('\n');
  expect(head.split(',').slice(0, 6)).toEqual([
    'model',
    'ndcg@5',
    'ndcg@5 low',
    'ndcg@5 high',
    'ndcg@5 difference',
    'ndcg@5 difference low',
  ]);
  expect(lines.map((line) => line.split(',').length)).toEqual([12, 12, 12].map(() => head.split(',').length));
  expect(Number(lines[0].split(',')[1])).toBeGreaterThan(0);
  expect(marked.stdout).toMatch(/^\| model \| ndcg@5 \| fit \| score \|\n\| --- \| ---: \| ---: \| ---: \|\n\| popular \| /m);
  expect(marked.stdout).toContain('| metric | model | difference |');
  expect(folds.stdout.split('\n').map((line) => line.split(',').slice(0, 2).join())).toEqual([
    'model,part',
    'popular,all',
    'popular,fold 1',
    'popular,fold 2',
    '',
  ]);
  expect(refusal(both)).toContain('--json or --format');
});

test('evaluate alone compares a set that fits the data, and says which and why', async () => {
  const had = file(
    'had.csv',
    `user,item\n${tastes(() => true)
      .map((line) => line.split(',').slice(0, 2).join())
      .join('\n')}\n`,
  );
  const few = file('few-rated.csv', 'user,item,rating\na,x,5\na,y,1\nb,x,4\nb,y,2\nc,x,5\nc,y,3\nd,x,2\nd,y,2\n');
  const [rated, what, little, stated] = await Promise.all([
    likewise(['evaluate', ratedTrain]),
    likewise(['evaluate', had]),
    likewise(['evaluate', few]),
    likewise(['evaluate', ratedTrain, '--relevant', '>=5', '--metric', 'hr@3']),
  ]);
  expect(rated.stdout).toMatch(/^model +rmse +ndcg@10 +coverage@10/m);
  for (const model of ['popular', 'bias', 'svd', 'ease', 'implicit-als']) expect(rated.stdout).toMatch(new RegExp(`^${model}\\S* `, 'm'));
  expect(rated.stderr).toMatch(
    /no --model was given: popular, bias, svd, ease, implicit-als\S+, because the data hold ratings: .*; liked is >=\d/,
  );
  expect(what.stderr).toMatch(/no --model was given: popular, ease, implicit-als\S+, because the data say what people had/);
  expect(what.stdout).toMatch(/^model +ndcg@10 +recall@10 +coverage@10/m);
  expect(little.stderr).toContain('no --model was given: popular, bias, random, because there is too little to tell tastes from chance');
  expect(stated.stderr).toContain('liked is >=5');
  expect(stated.stdout).toMatch(/^model +hr@3 +fit/m);
});

test('--k-core and --min-counts: who is left is told and stands in the document', async () => {
  const plain = ['evaluate', train, '--model', 'popular', '--metric', 'hr@2', '--split', 'leave-random'];
  const { stdout, stderr } = await likewise([...plain, '--min-counts', 'users=2,items=3', '--json']);
  // d and e are met twice and once; p, q, r and f5 have one item.
  expect(JSON.parse(stdout).data.filtered).toEqual({
    rule: 'at least 2 interactions a user, 3 interactions an item',
    users: 4,
    items: 3,
    interactions: 11,
  });
  expect(stderr).toContain(
    'at least 2 interactions a user, 3 interactions an item keeps 4 users of 8, 3 items of 5, 11 interactions of 18',
  );
  const { stdout: text } = await likewise([...plain, '--k-core', '2']);
  expect(text).toMatch(/the 2-core keeps 4 users of 8, 4 items of 5, 13 interactions of 18\./);
  expect(refusal(await likewise([...plain, '--k-core', '2', '--min-counts', 'users=2']))).toContain(
    'give --k-core or --min-counts, not both',
  );
  expect(refusal(await likewise([...plain, '--min-counts', 'people=2']))).toContain('--min-counts: write users=5, items=10');
  expect(refusal(await likewise(['evaluate', train, '--test', test17, '--k-core', '2']))).toContain('a --test file is taken as it is');
});

test('splits of time: trending stands beside the models, once, for rankings alone; --aging tells when retraining pays', async () => {
  const events = file(
    'events.csv',
    `user,item,rating,timestamp\n${Array.from({ length: 600 }, (_, e) => `u${(e * 7) % 30},i${Math.floor(e / 30) + ((e * 13) % 9)},${(e % 5) + 1},${1_700_000_000 + e * 8640}\n`).join('')}`,
  );
  const words = [events, '--positive', '>=1', '--metric', 'ndcg@5', '--split', 'rolling:10dx3'];
  const [added, own, rated, text, comma, refused] = await Promise.all([
    evaluated(...words, '--model', 'popular'),
    evaluated(...words, '--model', 'trending:half-life=7', '--model', 'popular'),
    evaluated(events, '--split', 'time:0.8', '--model', 'bias', '--metric', 'rmse'),
    likewise(['evaluate', ...words, '--model', 'popular', '--aging']),
    likewise(['evaluate', ...words, '--model', 'popular', '--aging', '--format', 'csv']),
    likewise(['evaluate', events, '--model', 'popular', '--metric', 'ndcg@5', '--aging']),
  ]);
  const models = (report: { rows: { model: string }[] }) => report.rows.map(({ model }) => model);
  expect(models(added)).toEqual(['popular', 'trending']);
  expect(models(own)).toEqual(['trending:half-life=7', 'popular']);
  expect(models(rated)).toEqual(['bias']);
  expect(text.stdout).toContain('trending was added: ');
  expect(comma.stderr).toContain('trending was added: ');
  expect(text.stdout).toMatch(
    /^aging: .*\nmetric +model +window from +days +kept +retrained +difference +95 % interval +p \(Holm\)\nndcg@5 +popular +\d{4}-\d\d-\d\d +0 /m,
  );
  expect(text.stdout).toMatch(/^retraining popular pays: ndcg@5 (in no window|from \d{4}-\d\d-\d\d, after \d+ days)\.$/m);
  expect(comma.stdout).toMatch(/^popular,"?kept, from \d{4}-\d\d-\d\d"?,0\.\d+/m);
  expect(refusal(refused)).toContain(
    'aging needs several windows of time one after the other, as rolling:7dx6 cuts them; split random:0.8 has none.',
  );
});

test('--likeness: one model says for all how alike items are; without a metric that asks it is refused', async () => {
  const words = [ratedTrain, '--positive', '>=4', '--model', 'popular', '--model', 'implicit-als:factors=4,epochs=2'];
  const [own, named, unused] = await Promise.all([
    likewise(['evaluate', ...words, '--metric', 'diversity@5:vectors']),
    likewise(['evaluate', ...words, '--metric', 'diversity@5:vectors', '--likeness', 'implicit-als:factors=4,epochs=2']),
    likewise(['evaluate', ...words, '--metric', 'ndcg@5', '--likeness', 'implicit-als']),
  ]);
  expect(own.stdout).toMatch(/^popular +–/m);
  expect(own.stdout).toContain('popular cannot be measured by diversity@5:vectors.');
  expect(own.stdout).toContain('which does not compare models; --likeness takes one model for all');
  expect(named.stdout).toMatch(/^popular +\d\.\d{4} ±/m);
  expect(named.stdout).toContain('diversity@5:vectors: implicit-als says of all lists how alike items are.');
  expect(refusal(unused)).toContain('none was asked for');
});

test('who has nothing in the test part, and a test part of strangers, are told', async () => {
  const train = file('train.csv', 'user,item,rating\na,x,5\na,y,3\nb,x,4\nb,y,2\nc,y,5\n');
  const [few, strangers, refused] = await Promise.all([
    likewise(['evaluate', train, '--test', file('few.csv', 'user,item,rating\nc,x,5\n'), '--model', 'popular', '--metric', 'hr@1']),
    likewise([
      'evaluate',
      train,
      '--test',
      file('strangers.csv', 'user,item,rating\nv,x,5\nw,y,2\n'),
      '--model',
      'bias',
      '--metric',
      'rmse',
    ]),
    likewise([
      'evaluate',
      train,
      '--test',
      file('strange.csv', 'user,item,rating\nv,x,5\nw,y,2\n'),
      '--model',
      'popular',
      '--metric',
      'hr@1',
    ]),
  ]);
  expect(few.stdout).toContain('2 people have nothing in the test part and are not judged.');
  expect(strangers.stdout).toContain('2 by their user; no user of the test part is in training: are the ids of both written alike?');
  expect(refusal(refused)).toContain('none of the 2 people of the test part is in training (such as v)');
});
