/**
 * Model files: one safetensors file holds a model whole; NumPy and PyTorch open it too.
 *
 * Metadata: `likewise.format` (version of this layout), `likewise.version`, `likewise.model` (catalog name),
 * `likewise.about` (when and from which data), `likewise.checksum`, and of the state `layout`, `ids.users`, `ids.items`,
 * `json.settings` and so on. Tensors are named by the key of the state; of a sparse one, `seen.pointers`, `seen.indexes`, `seen.values`.
 */
import { LikewiseError } from '../errors.ts';
import type { CatalogEntry } from '../models/contract/estimator.ts';
import type { Model } from '../models/contract/model.ts';
import { checkStateShapes } from '../models/contract/state-shapes.ts';
import { unknownName } from '../options.ts';
import { checksumOf } from './checksum.ts';
import {
  damaged,
  decodeSafetensors,
  encodeSafetensors,
  type FileHeader,
  foreign,
  isObject,
  parseObject,
  readHeader,
} from './safetensors.ts';
import { packState, unpackState } from './state-layout.ts';
import { checkStateNumbers } from './state-numbers.ts';
import { libraryVersion, modelFormatVersion } from './version.ts';

/** What the writer knows besides the model. */
export interface ModelOrigin {
  /** When the model was saved; ISO 8601 with its offset. Core has no clock: the caller says it. */
  readonly savedAt?: string | undefined;
  readonly data?: TrainingOrigin | undefined;
}

/** What a model was fitted to: by it the history of someone new is read as training was. */
export interface TrainingOrigin {
  readonly interactions?: number | undefined;
  /** `none`: every pair counted 1. */
  readonly valueKind?: string | undefined;
  /** The condition that made likes of ratings, such as ">=4". */
  readonly positive?: string | undefined;
  readonly source?: string | undefined;
}

/** What a file says of itself. */
export interface ModelFileAbout extends ModelOrigin {
  readonly model: string;
  readonly formatVersion: number;
  /** Of the likewise that wrote it. */
  readonly libraryVersion: string;
  readonly users: number | undefined;
  readonly items: number | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The bytes of a model file. @throws LikewiseError `invalid-state`, `too-large` */
export function encodeModel(model: Model, origin: ModelOrigin = {}): Uint8Array {
  const { tensors, metadata } = packState(model.state);
  const about = { ...origin, users: model.users.size, items: model.items.size };
  const whole = new Map([
    ['likewise.format', String(modelFormatVersion)],
    ['likewise.version', libraryVersion],
    ['likewise.model', model.name],
    ['likewise.about', JSON.stringify(about)],
    ...metadata,
  ]);
  whole.set('likewise.checksum', checksumOf({ tensors, metadata: whole }));
  return encodeSafetensors({ tensors, metadata: whole });
}

/** What reads the state of one kind of model: any entry of the catalog. */
export type ModelReader = Pick<CatalogEntry, 'name' | 'restore'>;

/**
 * The model that a file holds, read by the entry of its name. Its arrays are views of `bytes`, which belong to the model from here on.
 * @param entries those of the models that may come; a bundle then holds these alone, `modelCatalog` holds all
 * @throws LikewiseError `model-file-cut`, `model-file-damaged`, `model-file-foreign`, `model-version`, `unknown-model`
 * @example decodeModel(bytes, [implicitALSEntry]).recommend('ann')
 */
export function decodeModel<E extends ModelReader>(bytes: Uint8Array, entries: readonly E[]): ReturnType<E['restore']> {
  const file = decodeSafetensors(bytes);
  const name = checkedName(file.metadata);
  const checksum = file.metadata.get('likewise.checksum');
  // A file saved again by other software may drop the checksum; one that is there must be right.
  if (checksum !== undefined && checksum !== checksumOf(file)) throw damaged('its checksum does not fit its content');
  const state = unpackState(file);
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const known = entries.map((candidate) => candidate.name);
    throw unknownName('unknown-model', `decodeModel: the file holds the model "${name}", whose entry was not given`, name, known);
  }
  try {
    checkStateNumbers(name, state);
    return entry.restore(state, checkStateShapes) as ReturnType<E['restore']>;
  } catch (error) {
    if (error instanceof LikewiseError) {
      const { format, version } = { format: file.metadata.get('likewise.format'), version: file.metadata.get('likewise.version') };
      const writer = `Written by likewise ${version ?? 'unknown'}, file format ${format}; this is ${libraryVersion}, format ${modelFormatVersion}.`;
      throw new LikewiseError(error.code, `${error.message} ${writer}`, error.data);
    }
    throw damaged(`"${name}" cannot be made from it (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** What a file says of itself, from its header alone. `bytes` may end with the header when `fileBytes` tells the file's length. */
export function modelFileAbout(bytes: Uint8Array, fileBytes: number = bytes.length): ModelFileAbout {
  const { metadata }: FileHeader = readHeader(bytes, fileBytes);
  const model = checkedName(metadata);
  const about = parseObject(metadata.get('likewise.about')) ?? {};
  const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  const { savedAt, data } = about;
  return {
    model,
    formatVersion: Number(metadata.get('likewise.format')),
    libraryVersion: metadata.get('likewise.version') ?? 'unknown',
    users: count(about['users']),
    items: count(about['items']),
    settings: parseObject(metadata.get('json.settings')) ?? {},
    savedAt: typeof savedAt === 'string' ? savedAt : undefined,
    data: isObject(data) ? (data as TrainingOrigin) : undefined,
  };
}

function checkedName(metadata: ReadonlyMap<string, string>): string {
  const format = metadata.get('likewise.format');
  const name = metadata.get('likewise.model');
  if (format === undefined || name === undefined) throw foreign('it is a safetensors file of something else');
  const version = Number(format);
  if (!Number.isSafeInteger(version) || version < 1) throw damaged(`its format version is "${format}"`);
  if (version > modelFormatVersion) {
    const writer = metadata.get('likewise.version') ?? 'unknown';
    throw new LikewiseError(
      'model-version',
      `the model file was written by a newer likewise (${writer}, file format ${version}); this one (${libraryVersion}) reads up to format ${modelFormatVersion}: update likewise.`,
      { version, writer, reads: modelFormatVersion },
    );
  }
  return name;
}
