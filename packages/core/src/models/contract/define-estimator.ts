/** One record makes an estimator, its factory and its catalog entry: what all models do alike is done here, once. */
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import { referenceKernels } from '../../kernels/reference/reference.ts';
import { resolveOptions } from '../../options.ts';
import type { CatalogEntry, EpochReport, Estimator, FitContext } from './estimator.ts';
import type { ModelAbout } from './fitted-model.ts';
import type { Model } from './model.ts';
import { requireInteractions, requireLikes, requireNeed, requireRatings } from './requirements.ts';
import type { ModelState } from './state.ts';
import type { Shape, StateCheck } from './state-shapes.ts';

type NamedKeys<T> = { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] };
/** What training finds: the state beside settings; users and items are those of the training data unless given. */
export type Learned<State extends ModelState> = Omit<NamedKeys<State>, 'settings' | 'users' | 'items'> &
  Partial<Pick<State, 'users' | 'items'>>;

/** What `fit` of a definition is given: its epochs tell what is learned so far, of which whoever listens gets a model. */
export interface TrainingContext<State extends ModelState> extends Omit<FitContext, 'onEpoch'> {
  readonly onEpoch?: ((report: TrainingReport<State>) => void | Promise<void>) | undefined;
}
export interface TrainingReport<State extends ModelState> extends Omit<EpochReport, 'model'> {
  /** Must change nothing of the training. */
  readonly learned?: (() => Learned<State> | Promise<Learned<State>>) | undefined;
}

export interface EstimatorDefinition<S extends object, M extends Model, Name extends string = string>
  extends Omit<CatalogEntry<S, M, Name>, 'create' | 'restore'> {
  /** Asks for what ranges cannot say, such as options that exclude each other. @throws LikewiseError `invalid-option` */
  readonly check?: ((settings: Readonly<S>) => void) | undefined;
  /** Training finds what `feedback` and `needs` promise; its first await must come after every check of the data. */
  fit(settings: Readonly<S>, train: Interactions, context: TrainingContext<M['state']>): Learned<M['state']> | Promise<Learned<M['state']>>;
  /** Shape of each array, for files: [rows, columns] of a matrix, [length] of numbers. */
  shapes(state: M['state'], settings: Readonly<S>): Readonly<Record<string, Shape>>;
  /** The state of a file as the model takes it, after its shapes are known to fit. @throws LikewiseError `invalid-state` */
  readonly restored?: ((state: M['state'], settings: Readonly<S>) => M['state']) | undefined;
  readonly model: new (about: ModelAbout, state: M['state']) => M;
}

/** A factory of the library: `svd({ factors: 50 })` checks its options and computes nothing. @throws LikewiseError `unknown-option`, `invalid-option` */
export type Factory<S extends object, M extends Model> = (options?: Partial<S>) => Estimator<M, S>;

export function defineEstimator<S extends object, M extends Model, Name extends string>(
  definition: EstimatorDefinition<S, M, Name>,
): CatalogEntry<S, M, Name> {
  const { check, fit, shapes, restored, model: FittedModel, ...entry } = definition;
  const { name, factory, options } = entry;
  // A model that takes either is asked for ratings where it can foresee them.
  const learns = entry.feedback !== 'implicit' && entry.abilities.includes('predict') ? 'ratings' : 'likes';
  const create = (given?: Partial<S>): Estimator<M, S> => {
    const settings = resolveOptions(factory, options, given);
    check?.(settings);
    return Object.freeze({
      name,
      settings,
      learns,
      async fit(train: Interactions, context: FitContext = {}): Promise<M> {
        if (!entry.refits) refuseRefit(factory, context);
        if (!entry.checkpoints) refuseCheckpoint(factory, context);
        context.signal?.throwIfAborted();
        requireFeedback[entry.feedback](factory, train);
        for (const need of entry.needs ?? []) requireNeed(factory, train, need);
        const { users, items } = train;
        const made = (learned: Learned<M['state']>): M =>
          new FittedModel(entry, { settings: { ...settings }, users, items, ...learned } as unknown as M['state']);
        const { onEpoch } = context;
        const told = ({ learned, ...report }: TrainingReport<M['state']>) =>
          onEpoch!({ ...report, model: learned && (async () => made(await learned())) });
        return made(await fit(settings, train, { ...context, onEpoch: onEpoch && told }));
      },
    });
  };
  const restore = (state: ModelState, verify?: StateCheck): M => {
    const settings = resolveOptions(factory, options, state.settings as Partial<S>);
    check?.(settings);
    // Of settings that the file lacks the defaults stand; none lies outside its range.
    const whole = { ...state, settings: { ...settings } } as unknown as M['state'];
    verify?.(name, whole, shapes(whole, settings));
    return new FittedModel(entry, restored?.(whole, settings) ?? whole);
  };
  return Object.freeze({ ...entry, create, restore });
}

const requireFeedback = { ratings: requireRatings, implicit: requireLikes, any: requireInteractions };
/** The kernels of a fit: the caller's, or the host's own on as many threads as the context says. */
export async function kernelsOf({
  kernels,
  threads,
  onSlowKernels,
}: Pick<FitContext, 'kernels' | 'threads' | 'onSlowKernels'>): Promise<Kernels> {
  if (kernels !== undefined) return kernels;
  const loaded = await loadKernels({ threads });
  if (loaded === referenceKernels && onSlowKernels !== undefined && !told.has(onSlowKernels)) {
    told.add(onSlowKernels);
    onSlowKernels(SLOW_KERNELS);
  }
  return loaded;
}
/** Listeners that have been told: one training may ask for kernels several times. */
const told = new WeakSet<object>();
const SLOW_KERNELS =
  'this host runs no WebAssembly with SIMD (or a policy forbids to compile it): training runs in plain TypeScript, five to ten times slower, and its last digits may differ';

/** @throws LikewiseError `cannot-refit` */
export function refuseRefit(owner: string, { refit, from }: FitContext): void {
  if (refit !== 'changed' && from === undefined) return;
  const option = refit === 'changed' ? "refit: 'changed'" : 'from';
  throw new LikewiseError('cannot-refit', `${owner}.fit: it starts from no older model; leave ${option} out, or take implicit-als.`, {
    instead: ['implicit-als'],
  });
}

/** @throws LikewiseError `no-checkpoint` */
export function refuseCheckpoint(owner: string, { checkpoint, onCheckpoint }: FitContext): void {
  if (checkpoint ?? onCheckpoint) throw new LikewiseError('no-checkpoint', `${owner}.fit: it has no checkpoints.`);
}
