/** Where the real data sets are; without them the suite says so and fails, because it would have measured nothing. */
export function dataFolder(): string {
  const folder = process.env.LIKEWISE_DATA_DIR;
  if (!folder)
    throw new Error('quality: set LIKEWISE_DATA_DIR to the folder of the real data sets (ml-100k, ml-1m, …); nothing was measured.');
  return folder;
}
