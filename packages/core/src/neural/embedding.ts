/** Rows of a table by number, one a row or the sum of many; gradients reach only the rows met. */

import { NONE } from '../kernels/neural-program.ts';
import { at, type Ids, input, type Parameter, type SparseInput, type Tensor, whole } from './tape.ts';

/** Row ids_r of the table for each row r; 0 where ids_r = −1. [ids.rows × table.width] */
export function embedding(table: Parameter, ids: Ids): Tensor {
  const { tape } = table;
  const output = tape.tensor(ids.rows, table.width, table.learns);
  tape.emit({
    operation: 'gather',
    rows: ids.rows,
    operands: [at(output), output.stride, table.width, at(table), table.stride, input(ids.storage)],
    reads: [whole(table)],
    writes: [output.storage],
    work: table.width,
  });
  if (table.learns) tape.lookups.push({ table, by: ids, output });
  return output;
}

/** Σ_e value_e · table[column_e] over the entries e of each row: sparse rows times a matrix. [sparse.rows × table.width] */
export function sparseDense(sparse: SparseInput, table: Parameter): Tensor {
  const { tape } = table;
  const output = tape.tensor(sparse.rows, table.width, table.learns);
  const values = sparse.values === undefined ? NONE : input(sparse.values);
  tape.emit({
    operation: 'bag',
    rows: sparse.rows,
    operands: [at(output), output.stride, table.width, at(table), table.stride, input(sparse.pointers), input(sparse.indexes), values],
    reads: [whole(table)],
    writes: [output.storage],
    work: 2 * table.width * Math.ceil(sparse.entries.size / sparse.rows.size),
  });
  if (table.learns) tape.lookups.push({ table, by: sparse, output });
  return output;
}
