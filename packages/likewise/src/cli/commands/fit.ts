/** `likewise fit`: trains one model on a ratings file and saves it. */
import { resolve } from 'node:path';
import type { CatalogEntry, CurvePoint, FitContext, Model, ShowsTraining } from '@likewise/core';
import { settingsText } from '../../words/case.ts';
import { CliError } from '../../words/cli-error.ts';
import { bytes, counted, seconds, short, whole } from '../../words/numbers.ts';
import { type Command, type Flags, type Given, type Io, jsonFlag, required } from '../command.ts';
import { askedCurve, checkCurveFile, curveFlags, isOwnValidation } from '../flags/curve.ts';
import { openModel } from '../flags/model-file.ts';
import { integerFlag, threadsFlag, threadsOf } from '../flags/number-flags.ts';
import { optionFlags, optionSettings } from '../flags/option-flags.ts';
import { inputFiles, ratingsArgument, readingFlags, readRatings } from '../flags/ratings.ts';
import { weightsNote } from '../flags/weights.ts';
import { fitWithProgress } from '../print/fit-with-progress.ts';
import { pairs } from '../print/table.ts';

const ownFlags: Flags = {
  '-o, --out <file>': required('where to write the model'),
  '--preset <name>': 'tuned settings of the catalog; other options overrule them',
  '--from <model>': 'start from an older model file (implicit-als); settings not given are its own',
  '--refit <rows>': 'with --from: all, or changed = solve only the rows that changed since (default: all)',
  '--checkpoint <file>': 'for networks: keep where training stands in this file, and go on from it where it is there; removed at the end',
  ...curveFlags,
  ...threadsFlag,
  ...readingFlags,
  ...jsonFlag,
};
const seedFlag: Flags = { '--seed <n>': 'start of the random numbers, for models that draw any' };

export const fit: Command = {
  name: 'fit',
  summary: 'train a model on a ratings file and save it',
  arguments: { '<model>': 'a name of likewise models, or name:opt=v,…; likewise fit <model> --help lists its options', ...ratingsArgument },
  async flags(words) {
    const { modelCatalog } = await import('@likewise/core');
    const nameOf = (word: string): string => word.split(':', 1)[0];
    const name =
      words.find((word) => modelCatalog.some((entry) => entry.name === nameOf(word))) ??
      words.slice(0, 1).find((word) => !word.startsWith('--'));
    if (name === undefined) return { ...ownFlags, ...seedFlag };
    const entry = modelCatalog.find((candidate) => candidate.name === nameOf(name));
    if (entry === undefined) throw (await import('../../workflow/other-names.ts')).unknownModel(nameOf(name));
    const options = await optionFlags(entry);
    const { '--validation <part>': part, ...others } = ownFlags;
    const own = 'validation' in entry.options ? others : { ...others, '--validation <part>': part };
    return { ...own, ...('seed' in entry.options ? {} : seedFlag), ...options };
  },
  examples: [
    'likewise fit popular ratings.csv -o popular.safetensors',
    'likewise fit implicit-als ratings.csv --positive ">=4" --factors 64 -o films.safetensors',
    'likewise fit implicit-als today.csv --positive ">=4" --from films.safetensors --refit changed -o today.safetensors',
    'likewise fit implicit-als --help',
  ],
  async run(given, io) {
    const { presetOf } = await import('@likewise/core');
    const { createEstimator, parseModel } = await import('../../workflow/model-spec.ts');
    const { writeModelFile } = await import('../../store/model-files.ts');
    const { checkWritable } = await import('../../store/whole-files.ts');
    const [paths, out] = [given.paths(1), given.text('out') as string];
    const { entry, options } = parseModel(given.argument(0) as string);
    const { name } = entry;
    const threads = threadsOf(given);
    const seed = 'seed' in entry.options ? undefined : integerFlag(given, 'seed', 0);
    const { settings: olderSettings, ...older } = await olderModel(entry, given);
    const preset = given.text('preset');
    const stated = {
      ...(preset === undefined ? {} : presetOf(entry, preset)),
      ...options,
      ...(await optionSettings(settableBy(entry, given), given)),
    };
    const estimator = createEstimator({ text: name, entry, options: { ...olderSettings, ...stated } });
    if (out === '') throw new CliError('-o: the name of a file is needed.');
    const inputs = await inputFiles(given, paths);
    await checkWritable(out, inputs);
    const kept = await checkpointOf(entry, given, [...inputs, out]);
    await checkCurveFile(given.text('curve'), [...inputs, out, kept?.path]);

    const { interactions, report } = await readRatings(paths, given, io);
    io.progress.note(...(await weightsNote([{ entry, options: stated }], interactions)));
    if (seed !== undefined) io.progress.note(`${name} draws no random numbers: --seed changes nothing.`);
    const { progress, signal } = io;
    const drawn = 'seed' in estimator.settings ? Number(estimator.settings.seed) : (seed ?? 0);
    const asked = await askedCurve(entry, given, interactions, { io, seed: drawn, threads });
    if (kept?.checkpoint !== undefined) progress.note(`${kept.path}: a checkpoint after epoch ${kept.checkpoint.at.epoch}, to go on from.`);
    const fitted = await fitWithProgress(estimator, asked.train, {
      progress,
      signal,
      threads,
      ...older,
      recorder: asked.recorder,
      checkpoint: kept?.checkpoint,
      onCheckpoint: kept && ((checkpoint) => kept.file.keep(checkpoint)),
    }).catch((error) => {
      throw error?.code === 'wrong-checkpoint' ? new CliError(`--checkpoint ${kept?.path}: ${error.message}`) : error;
    });
    // A file that is being written is finished.
    io.stopsWithin(900);
    const fileBytes = await writeModelFile(out, fitted.model, {
      data: { interactions: asked.train.size, valueKind: interactions.valueKind, positive: given.text('positive'), source: report.file },
    });
    await kept?.file.remove();
    if (asked.path !== undefined)
      await writeCurve(asked.path, `${name}: learning curve`, wholeCurve(fitted.model, asked.recorder?.curve ?? []), io);
    const { users, items } = fitted.model;
    const { train } = asked;
    const liked = given.text('positive') === undefined ? undefined : train.userItems.values.filter((value) => value > 0).length;
    const { fitSeconds, epochs, figures } = fitted;
    progress.note(...unsettled(figures));
    if (io.json)
      return io.output.json({
        model: name,
        settings: estimator.settings,
        fitSeconds,
        epochs,
        resumedAfter: kept?.checkpoint?.at.epoch,
        figures: Object.keys(figures).length === 0 ? undefined : figures,
        users: users.size,
        items: items.size,
        interactions: train.size,
        heldOut: train === interactions ? undefined : interactions.size - train.size,
        curve: asked.path,
        liked,
        out,
        fileBytes,
      });
    const rows = `${whole(train.size)} interactions${liked === undefined ? '' : ` (${whole(liked)} liked)`}`;
    io.output.print(
      pairs(io.output, [
        ['model', name],
        ['settings', settingsText(estimator.settings) || undefined],
        ['data', `${rows}, ${whole(users.size)} users, ${whole(items.size)} items`],
        ['fitted', `in ${seconds(fitSeconds)}${epochs > 0 ? `, ${counted(epochs, 'epoch')}` : ''}`],
        ...Object.entries(figures).map(([key, value]) => [key, short(value)] as const),
        ['file', `${out}, ${bytes(fileBytes)}`],
      ]),
    );
  },
};

/** The model's options, but for a --validation that names a split. */
function settableBy(entry: CatalogEntry, given: Given): Pick<CatalogEntry, 'name' | 'options'> {
  if (!('validation' in entry.options) || given.text('validation') === undefined || isOwnValidation(entry, given)) return entry;
  const { validation: _, ...options } = entry.options;
  return { name: entry.name, options };
}

/** Epochs before a checkpoint are those of the model. */
function wholeCurve(model: Model, heard: readonly CurvePoint[]): readonly CurvePoint[] {
  const { curve = [] } = model as Partial<ShowsTraining>;
  return [...curve.filter(({ epoch }) => epoch < (heard[0]?.epoch ?? 0)), ...heard];
}

async function writeCurve(path: string, title: string, curve: readonly CurvePoint[], { progress }: Io): Promise<void> {
  if (curve.length === 0)
    throw new CliError(`--curve: this model is trained without epochs and has no curve; ${path} was not written, the model was.`);
  const { curveCsv, curvePicture } = await import('../print/curve-file.ts');
  const { writeWhole } = await import('../../store/whole-files.ts');
  await writeWhole(path, path.endsWith('.svg') ? curvePicture(title, curve) : curveCsv(curve));
  progress.note(`curve: ${path}`);
}

/** What --from and --refit say. @throws CliError for a model that cannot, another kind of model, or --refit alone. */
async function olderModel(entry: CatalogEntry, given: Given): Promise<Pick<FitContext, 'from' | 'refit'> & { readonly settings?: object }> {
  const [path, refit] = [given.text('from'), given.choice('refit', ['all', 'changed'])];
  if (path === undefined) {
    if (refit === undefined) return {};
    throw new CliError('--refit needs --from: the file of the model whose rows are kept.');
  }
  if (!entry.refits) throw new CliError(`--from: ${entry.name} cannot start from an older model; implicit-als can.`);
  const from = await openModel(path);
  if (from.name !== entry.name) throw new CliError(`--from ${path}: it must be a model of ${entry.name}; it is one of ${from.name}.`);
  return { from, refit, settings: from.state.settings };
}

/** What --checkpoint names. @throws CliError for a model without checkpoints, or a file that holds something else */
async function checkpointOf(entry: CatalogEntry, given: Given, others: readonly (string | undefined)[]) {
  const path = given.text('checkpoint');
  if (path === undefined) return undefined;
  if (!entry.checkpoints) throw new CliError(`--checkpoint: ${entry.name} trains no network and has none; leave it out.`);
  const { CheckpointFile, readCheckpointFile } = await import('../../store/checkpoint-files.ts');
  const { checkWritable } = await import('../../store/whole-files.ts');
  if (others.some((other) => other !== undefined && resolve(other) === resolve(path)))
    throw new CliError(`--checkpoint ${path}: it is the model or a file that is read; give another name.`);
  await checkWritable(path, others);
  return { path, checkpoint: await readCheckpointFile(path), file: new CheckpointFile(path) };
}

/** Above this, chains of samples tell of different places. Source: Vehtari, Gelman, Simpson, Carpenter, Bürkner, 2021, doi:10.1214/20-BA1221. */
const settledReduction = 1.01;

/** What a figure of convergence means, where it is a bad one. */
function unsettled({ potentialScaleReduction: reduction }: Readonly<Record<string, number>>): string[] {
  if (reduction === undefined || reduction <= settledReduction) return [];
  return [
    `beware: potentialScaleReduction ${short(reduction)} is above ${settledReduction}: the chains of samples, or their halves, still differ more between than within themselves, so predictions may change with more of them; raise --samples or --burn-in.`,
  ];
}
