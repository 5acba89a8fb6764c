/** `likewise up`: from a ratings file, or from generated demo data, to a server that answers. */
import { availableParallelism } from 'node:os';
import type { Estimator, Json, Recommender } from '@likewise/core';
import type { RunningServer } from '../../server/start-server.ts';
import { CliError } from '../../words/cli-error.ts';
import { seconds, whole } from '../../words/numbers.ts';
import type { Chosen } from '../../workflow/choose-model.ts';
import type { Command, Given, Io } from '../command.ts';
import { readItemRecords, tellMeeting, titlesFlag } from '../flags/files.ts';
import { ratingsArgument, readingFlags, readRatings } from '../flags/ratings.ts';
import { servingFlags } from '../flags/serving.ts';
import { weightsNote } from '../flags/weights.ts';
import { fitWithProgress } from '../print/fit-with-progress.ts';
import { checkServing, serveUntilStopped } from './serve.ts';

/** Interactions from which training takes long enough to be watched. */
const shownFrom = 2_000_000;

export const up: Command = {
  name: 'up',
  summary: 'train on a ratings file (or demo data) and answer over HTTP',
  arguments: { '[ratings...]': `${ratingsArgument['<ratings...>']}; without any: generated demo data` },
  flags: {
    ...titlesFlag,
    '-m, --model <name:opt=v,…>': 'a model with its options (default: chosen by the data)',
    ...servingFlags,
    ...readingFlags,
  },
  examples: [
    'likewise up',
    'likewise up ratings.csv --titles movies.csv',
    'likewise up plays.tsv --model implicit-als:factors=128 --port 8080',
  ],
  async run(given, io) {
    checkServing(given);
    const { can, popular } = await import('@likewise/core');
    const { chooseModel, preparedFor } = await import('../../workflow/choose-model.ts');
    const { createEstimator, parseModel } = await import('../../workflow/model-spec.ts');
    const text = given.text('model');
    const named = text === undefined ? undefined : parseModel(text);
    if (named !== undefined) createEstimator(named);
    const data = await dataOf(given, io);
    const { users, items, size } = data.interactions;
    io.output.print(`${data.source}: ${whole(size)} interactions, ${whole(users.size)} users, ${whole(items.size)} items`);
    const chosen = named === undefined ? chooseModel(data.interactions) : preparedFor(named, data.interactions);
    const why = whyModel(chosen);
    io.output.print(`model: ${why}`);
    io.progress.note(...(await weightsNote([chosen.model], chosen.train)));

    const estimator = createEstimator(chosen.model);
    // The server loads while the kernels train; epochs are shown only where there is time to read them.
    void import('../../server/start-server.ts');
    const { progress, signal } = io;
    const { model: fitted, fitSeconds } = await fitWithProgress(estimator, chosen.train, { progress, signal, listen: size > shownFrom });
    if (!can(fitted, 'recommend')) throw new CliError(`${fitted.name} does not recommend; choose another --model.`);
    io.output.print(`trained in ${seconds(fitSeconds)}`);
    const info = {
      data: { source: data.source, users: users.size, items: items.size, interactions: size } as Record<string, Json>,
      why,
    };
    const origin = { valueKind: chosen.train.valueKind, positive: chosen.positive ?? given.text('positive') };
    const { sharedModel } = await import('../../server/threads/model-in-common-memory.ts');
    const { model, bytes } = sharedModel(fitted);
    const served = { model, bytes, fallback: await popular().fit(chosen.train), items: data.items, info, origin };
    await serveUntilStopped(served, given, io, {
      meanwhile(server) {
        io.output.print(`ready ${seconds(performance.now() / 1000)} after the start\n`);
        // Answers come first; the comparison takes what they leave.
        return compare(chosen, estimator, served.model, server, info, io);
      },
    });
  },
};

/** One line. */
function whyModel({ model: { text }, train, positive, reason }: Chosen): string {
  const reasons = {
    named: `${text}, as told`,
    'too-few': `${text}, because ${whole(train.size)} interactions of ${whole(train.users.size)} people are too few to tell tastes from chance`,
    ratings: `${text}, because ratings say what people like`,
    had: `${text}, because the data say what people had`,
  };
  if (positive === undefined) return reasons[reason];
  const liked = train.userItems.values.reduce((sum, value) => sum + value, 0);
  return `${reasons[reason]}; ratings of ${positive.slice(2)} and more count as liked (${whole(liked)} of ${whole(train.size)}), lower ones only as seen`;
}

/** Interactions, items where something is known of them, and what to call both. */
async function dataOf(given: Given, io: Io) {
  const paths = given.paths(0);
  const records = await readItemRecords(given, io);
  if (paths.length > 0) {
    const { interactions, report } = await readRatings(paths, given, io);
    await tellMeeting(records, interactions.items, given.text('titles') as string, io);
    return { source: report.file, interactions, items: records };
  }
  const { demoData } = await import('@likewise/core');
  const { label, description, interactions, items } = demoData();
  io.output.print(`No file was given. ${description}`);
  return { source: label, interactions, items: records ?? new Map(items.map((item) => [item.item, item])) };
}

/** Prints the table, and tells the server the figures. */
async function compare(
  { model: { text }, train }: Chosen,
  estimator: Estimator,
  model: Recommender,
  server: RunningServer,
  info: { readonly data: Record<string, Json>; readonly why: string },
  { output, signal }: Io,
): Promise<void> {
  const { compareOnThread } = await import('../../workflow/compare-on-thread.ts');
  const { heldOutProtocol } = await import('../../workflow/held-out.ts');
  const { reportTable } = await import('../print/report-table.ts');
  try {
    const report = await compareOnThread(text, train, { signal, threads: Math.max(1, availableParallelism() - 1) });
    if (report === undefined) return output.print('no comparison: nobody has two items, so none can be hidden.');
    const labelled = { ...report, rows: report.rows.map((row) => (row.model === estimator.name ? { ...row, model: text } : row)) };
    output.print(`how good is it? ${heldOutProtocol}\n`);
    output.print(reportTable(labelled, output));
    const [ours, popular] = report.rows;
    if (popular !== undefined && ours.metrics['ndcg@10'] <= popular.metrics['ndcg@10'])
      output.print('\nhere popular does as well or better: try --model popular, or more data.');
    server.swap(model, {
      info: { ...info, protocol: heldOutProtocol, figures: labelled.rows.map((row) => ({ model: row.model, metrics: row.metrics })) },
    });
  } catch (error) {
    if (!signal.aborted) output.print(`no comparison: ${error instanceof Error ? error.message : String(error)}`);
  }
}
