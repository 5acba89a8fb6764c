/** Elements of arrays and rows of row-major matrices at byte addresses. */

// @ts-ignore: decorator
@inline export function get<T>(array: usize, index: usize): T {
  return load<T>(array + (index << alignof<T>()));
}

/** The element after the one at `index`: where a row of pointers ends. */
// @ts-ignore: decorator
@inline export function getNext<T>(array: usize, index: usize): T {
  return load<T>(array + (index << alignof<T>()), sizeof<T>());
}

// @ts-ignore: decorator
@inline export function set<T>(array: usize, index: usize, value: T): void {
  store<T>(array + (index << alignof<T>()), value);
}

// @ts-ignore: decorator
@inline export function rowAt(matrix: usize, row: usize, rowBytes: usize): usize {
  return matrix + row * rowBytes;
}

/** array[index] += value. */
// @ts-ignore: decorator
@inline export function add<T>(array: usize, index: usize, value: T): void {
  set<T>(array, index, get<T>(array, index) + value);
}
