/** Where entries of a symmetric matrix stand in the tiles that the sweeps of an inverse work on. */

/** Rows of a tile: as SIDE in assembly/symmetric-inverse.ts. */
export const TILE_SIDE = 64;

/** Tiles along one side of a matrix of `size` rows. */
export function tilesAlong(size: number): number {
  return Math.ceil(size / TILE_SIDE);
}

/** Numbers in the tiles of the upper triangle. */
export function tiledLength(along: number): number {
  return ((along * (along + 1)) / 2) * TILE_SIDE ** 2;
}

/** Place of the first number of tile (row, column), row ≤ column. */
export function tileStart(along: number, row: number, column: number): number {
  return ((row * (2 * along - row + 1)) / 2 + column - row) * TILE_SIDE ** 2;
}
