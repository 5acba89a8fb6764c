/** Files of checkpoints: safetensors with all that training had come to, for `fit` to go on from. */
import { LikewiseError } from '../errors.ts';
import type { FitCheckpoint } from '../models/contract/estimator.ts';
import { checksumOf } from './checksum.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor, type TensorFile } from './safetensors.ts';
import { libraryVersion } from './version.ts';

const stored = (values: Float32Array): StoredTensor => ({ shape: [values.length], values });

/** The bytes of a checkpoint's file. @throws LikewiseError `too-large` */
export function encodeCheckpoint({ of, at: { lasting, best, schedule, ...at } }: FitCheckpoint): Uint8Array {
  const tensors = new Map([['lasting', stored(lasting)]]);
  // Where the last epoch is the best, its numbers are those.
  if (best !== undefined && best.epoch !== at.epoch) tensors.set('best', stored(best.lasting));
  const told = {
    of,
    at: {
      ...at,
      // JSON knows no infinity: nothing was watched yet.
      schedule: { ...schedule, best: Number.isFinite(schedule.best) ? schedule.best : undefined },
      best: best && { epoch: best.epoch, loss: best.loss },
    },
  };
  const metadata = new Map([
    ['likewise.version', libraryVersion],
    ['likewise.checkpoint', JSON.stringify(told)],
  ]);
  metadata.set('likewise.checksum', checksumOf({ tensors, metadata }));
  return encodeSafetensors({ tensors, metadata });
}

/**
 * The checkpoint that a file holds; `fit` tells whether it is one of its own.
 * @throws LikewiseError `model-file-cut`, `model-file-damaged`, `model-file-foreign`; `wrong-checkpoint` where another version wrote it
 */
export function decodeCheckpoint(bytes: Uint8Array): FitCheckpoint {
  const file: TensorFile = decodeSafetensors(bytes);
  const { tensors, metadata } = file;
  const text = metadata.get('likewise.checkpoint');
  if (text === undefined) throw new LikewiseError('model-file-foreign', 'this is no checkpoint of likewise: name another file.');
  if (metadata.get('likewise.checksum') !== checksumOf(file))
    throw new LikewiseError(
      'model-file-damaged',
      'the checkpoint is damaged: its checksum does not fit its content; begin anew without it.',
    );
  const writer = metadata.get('likewise.version');
  if (writer !== libraryVersion)
    throw new LikewiseError(
      'wrong-checkpoint',
      `the checkpoint was written by likewise ${writer}, and this is ${libraryVersion}; begin anew without it, or train with that version.`,
      { writer },
    );
  const { of, at } = JSON.parse(text);
  const lasting = tensors.get('lasting')?.values as Float32Array;
  const best = at.best && { ...at.best, lasting: tensors.get('best')?.values ?? lasting };
  const schedule = { ...at.schedule, best: at.schedule.best ?? Number.POSITIVE_INFINITY };
  return { of, at: { ...at, schedule, best, lasting } };
}
