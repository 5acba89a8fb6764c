export function numpyPermutation(seed: number, size: number): Uint32Array;
