/** Records of instructions of networks; as src/kernels/neural-program.ts. */

/** Words of a record and of a task; the first operand of a record; the absent operand. */
export const INSTRUCTION_BYTES: usize = 24 << 2;
export const TASK_BYTES: usize = 4 << 2;
export const NONE: i32 = -1;

/** Words of a batch's head. */
export const STEP: i32 = 0;
export const RATE: i32 = 1;
export const FIRST_CORRECTION: i32 = 2;
export const SECOND_CORRECTION: i32 = 3;

/** Operand k. */
// @ts-ignore: decorator
@inline export function operand(record: usize, k: i32): i32 {
  return load<i32>(record + ((<usize>(k + 2)) << 2));
}
/** Operand k, the bits of a number. */
// @ts-ignore: decorator
@inline export function numberOperand(record: usize, k: i32): f32 {
  return load<f32>(record + ((<usize>(k + 2)) << 2));
}
/** Address of the word that operand k is the number of. */
// @ts-ignore: decorator
@inline export function place(record: usize, k: i32, arena: usize): usize {
  return arena + ((<usize>operand(record, k)) << 2);
}
/** Bytes of the words that operand k counts. */
// @ts-ignore: decorator
@inline export function bytes(record: usize, k: i32): usize {
  return (<usize>operand(record, k)) << 2;
}
/** The word of the batch that operand k is the number of. */
// @ts-ignore: decorator
@inline export function counted(record: usize, k: i32, batch: usize): i32 {
  return load<i32>(place(record, k, batch));
}
/** As `place`; 0 where the operand is absent. */
// @ts-ignore: decorator
@inline export function placeIfAny(record: usize, k: i32, arena: usize): usize {
  return operand(record, k) == NONE ? <usize>0 : place(record, k, arena);
}
