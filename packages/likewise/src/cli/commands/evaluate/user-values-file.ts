/** The file of --per-user: what each user contributes to the figures of each model. */
import type { UserValues } from '@likewise/core';
import { openWhole, type WholeFile } from '../../../store/whole-files.ts';
import { csvLine } from '../../../words/csv.ts';

/** One line a model and user, of each seed and fold where there are several; a cell is empty where the value is not defined. */
export async function userValuesFile(
  path: string,
  labels: readonly string[],
  metrics: readonly string[],
  several: { readonly seeds: boolean; readonly folds: boolean },
): Promise<{ readonly file: WholeFile; add(values: UserValues): Promise<void> }> {
  const file = await openWhole(path);
  await file.write(csvLine(['model', ...(several.seeds ? ['seed'] : []), ...(several.folds ? ['fold'] : []), 'user', ...metrics]));
  return {
    file,
    async add({ position, seed, fold, users, values }) {
      const columns = metrics.map((name) => values.get(name));
      const part = [...(several.seeds ? [seed] : []), ...(several.folds ? [fold] : [])];
      let block = '';
      for (const [u, user] of users.entries()) {
        const cells = columns.map((column) => (column === undefined || Number.isNaN(column[u]) ? '' : column[u]));
        block += csvLine([labels[position], ...part, String(user), ...cells]);
        if (block.length < 1 << 16) continue;
        await file.write(block);
        block = '';
      }
      await file.write(block);
    },
  };
}
