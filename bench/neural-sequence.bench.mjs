// Epochs of the public models mult-vae and sasrec on MovieLens 1M against PyTorch with the same layers, batches and optimizer; means over two
// epochs, the first epoch left out on both sides. PyTorch's embedding of items has a gradient and a step of all rows, its default.
import { IdMap, interactionsFromColumns, multVAE, sasrec } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';

const EPOCHS = 3;
/** Newest items of each person; the last is only asked for. */
const LONGEST = 51;
const one = (network, threads) => ({
  case: `${network}, an epoch of MovieLens 1M, ${threads} thread${threads > 1 ? 's' : ''}`,
  settings: { network, threads, epochs: EPOCHS, longest: LONGEST },
  rival: 'neural_sequence.py',
});
export const cases = [one('mult-vae', 1), one('mult-vae', 2), one('sasrec', 1), one('sasrec', 2)];
export const prepare = () => void prepareML1M();

const models = {
  'mult-vae': () => multVAE({ factors: 200, hidden: 600, batchSize: 500, epochs: EPOCHS, annealing: 0 }),
  sasrec: () => sasrec({ factors: 64, layers: 2, maxLength: LONGEST - 1, batchSize: 128, negatives: 256, epochs: EPOCHS, validation: 0 }),
};

export async function measure({ network, threads, epochs, longest }) {
  const marks = [];
  const mark = ({ epoch }) => void marks.push({ epoch, cpu: process.cpuUsage(), wall: performance.now() });
  await models[network]().fit(likesOf(network === 'sasrec' ? longest : Number.POSITIVE_INFINITY), { threads, onEpoch: mark });
  const [first, last] = [marks[0], marks.at(-1)];
  const cpu = last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system;
  return { cpuSeconds: cpu / 1e6 / (epochs - 1), wallSeconds: (last.wall - first.wall) / 1000 / (epochs - 1) };
}

/** The newest rows of each person, in the order of the file. */
function likesOf(longest) {
  const { users, items } = ml1m();
  const left = new Map();
  for (const user of users) left.set(user, (left.get(user) ?? 0) + 1);
  const kept = Array.from(users.keys()).filter((row) => {
    const rest = left.get(users[row]);
    left.set(users[row], rest - 1);
    return rest <= longest;
  });
  const ids = (count) => new IdMap(Array.from({ length: count }, (_, k) => k));
  return interactionsFromColumns({
    users: ids(6040),
    items: ids(3706),
    userIndexes: Uint32Array.from(kept, (row) => users[row]),
    itemIndexes: Uint32Array.from(kept, (row) => items[row]),
    timestamps: Float64Array.from(kept),
  });
}
