/** Settings that can be fitted; and the catalog's record of each kind. */
import type { Interactions } from '../../data/interactions.ts';
import type { Kernels, StopSignal } from '../../kernels/kernels.ts';
import type { BatchProgress, Checkpoint } from '../../neural/train.ts';
import type { AnyOptions, OptionSpecs } from '../../options.ts';
import type { Ability, Model } from './model.ts';
import type { ModelState, StateSettings } from './state.ts';
import type { StateCheck } from './state-shapes.ts';

export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Value of the training objective, where someone listens and the model has one. */
  readonly objective?: number | undefined;
  /** Further figures, such as trainRmse. */
  readonly figures?: Readonly<Record<string, number>> | undefined;
  /** The model as it would be if training ended here, for those who measure it: a copy, to be asked for before `onEpoch` returns. */
  readonly model?: (() => Promise<Model>) | undefined;
}

/** What a checkpoint belongs to: it resumes nothing else. */
export interface CheckpointOwner {
  readonly model: string;
  readonly settings: StateSettings;
  /** Hashes of the training data and of the network. */
  readonly data: string;
  readonly network: string;
}
/** Plain data: `encodeCheckpoint` makes a file of it. */
export interface FitCheckpoint {
  readonly of: CheckpointOwner;
  /** Where training stands. */
  readonly at: Checkpoint;
}

/** What the caller owns; `settings` are what defines the model and is saved with it. */
export interface FitContext {
  /** Stops training between chunks of work; `fit` then rejects with the signal's reason. */
  readonly signal?: StopSignal | undefined;
  /** Called after every epoch; a promise is awaited. */
  readonly onEpoch?: ((report: EpochReport) => void | Promise<void>) | undefined;
  /** Called as training goes on within an epoch, by models that train a network (`checkpoints`). */
  readonly onBatch?: ((progress: BatchProgress) => void) | undefined;
  /** After every epoch, with all that training needs to go on; only for models that say so (`checkpoints`): any other refuses it with `no-checkpoint`. */
  readonly onCheckpoint?: ((checkpoint: FitCheckpoint) => void | Promise<void>) | undefined;
  /**
   * Goes on from there, to the same bits as if nothing had come between; with other settings or data `fit` throws `wrong-checkpoint`.
   * For models that say so (`checkpoints`).
   */
  readonly checkpoint?: FitCheckpoint | undefined;
  /** Called with a sentence worth knowing of this training, such as that it stopped at a loss that is no number and kept its best epoch. */
  readonly onNote?: ((sentence: string) => void) | undefined;
  /** Worker threads; never changes the result. @default all processors */
  readonly threads?: number | undefined;
  /** Instead of the host's own. */
  readonly kernels?: Kernels | undefined;
  /** Called once, with a sentence, where the host runs no WebAssembly and training is several times slower in plain TypeScript. */
  readonly onSlowKernels?: ((told: string) => void) | undefined;
  /** Start from an older model of the same kind, for models that say so (`refits`): any other refuses it with `cannot-refit`. */
  readonly from?: Model | undefined;
  /**
   * all trains every row; changed solves only the rows that differ from what `from` was trained on, for models that say so:
   * any other refuses it with `cannot-refit`. @default 'all'
   */
  readonly refit?: 'all' | 'changed' | undefined;
}

/** Checked settings; `fit` gives a new, finished model and changes nothing. */
export interface Estimator<M extends Model = Model, S extends object = object> {
  readonly name: string;
  readonly settings: Readonly<S>;
  /** What it learns from where both can be had: ratings, or likes made of them; or nothing at all. Absent: whatever it is given. */
  readonly learns?: 'ratings' | 'likes' | 'nothing' | undefined;
  fit(train: Interactions, context?: FitContext): Promise<M>;
}

export type Family =
  | 'baseline'
  | 'neighbors'
  | 'linear'
  | 'factorization'
  | 'neural'
  | 'sequence'
  | 'content'
  | 'social'
  | 'context'
  | 'several';

export type DataNeed = 'timestamps' | 'item-features' | 'user-features' | 'context' | 'edges';

/** One kind of model, as data: command line, server, studio, docs and law tests read this. */
export interface CatalogEntry<S extends object = AnyOptions, M extends Model = Model, Name extends string = string> {
  /** Kebab-case, as on the command line and in files. */
  readonly name: Name;
  /** camelCase factory of the library. */
  readonly factory: string;
  readonly family: Family;
  /** One line: what it does and when to take it. */
  readonly summary: string;
  /** What the values of the interactions must be. */
  readonly feedback: 'ratings' | 'implicit' | 'any';
  /**
   * What the sizes of weights are to it: weighed (unless its option `weighting` is binary), weighed if that is given, or counted: only
   * whether they are above 0. Absent: it takes no weights, or nothing of the data.
   */
  readonly weights?: 'weighed' | 'if-given' | 'counted' | undefined;
  /** What the interactions must carry besides; `fit` throws `missing-timestamps` and the like without it. */
  readonly needs?: readonly DataNeed[] | undefined;
  readonly abilities: readonly Ability[];
  /** Whether the order and times of a user's history change the answers. */
  readonly ordered?: boolean | undefined;
  /** Whether `fit` can start from an older model, and refit the changed rows alone. */
  readonly refits?: boolean | undefined;
  /** Whether `fit` reports batches and gives checkpoints, from which it can go on. */
  readonly checkpoints?: boolean | undefined;
  readonly options: OptionSpecs<S>;
  /** Plain text with Unicode mathematics. */
  readonly formula: string;
  /** Authors, title, venue, year, DOI or arXiv. */
  readonly source: string;
  /** Tuned settings, each with the command that found them. */
  readonly presets?: Readonly<Record<string, { readonly settings: Partial<S>; readonly found: string }>> | undefined;
  create(options?: Partial<S>): Estimator<M, S>;
  /** A model from its saved state, which it trusts: `decodeModel` brings the `verify` that looks at every array of a file before. */
  restore(state: ModelState, verify?: StateCheck): M;
}
