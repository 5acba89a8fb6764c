/** Arguments of the interpreter of neural networks. */

export interface NeuralKernels {
  /**
   * Runs tasks of prepared batches: row r of the run is task r mod `tasks` of batch ⌊r ÷ tasks⌋; cut with grain 1, meet where phases end.
   * A task [first, last, begin, end] does the instructions `first` … `last` − 1 in turn, each for its rows `begin` … `end` − 1, as far as
   * the batch has them. records: see neural-program.ts. inputs: [batches × inputWords], float32 where an instruction says so; sums:
   * [batches × sumCount].
   */
  neuralSteps: [
    taskList: Int32Array,
    tasks: number,
    records: Int32Array,
    floats: Float32Array,
    inputs: Int32Array,
    inputWords: number,
    sums: Float64Array,
    sumCount: number,
    seed: number,
  ];
}
