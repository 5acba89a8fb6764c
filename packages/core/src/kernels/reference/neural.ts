/** The interpreter of neural networks in plain TypeScript: the same language, one function an operation, float64 between stores. */
import { HEAD, INSTRUCTION_LENGTH, OPERANDS, OPERATIONS, type Operation, TASK_LENGTH } from '../neural-program.ts';
import { attentions } from './neural-attention.ts';
import { losses } from './neural-losses.ts';
import { norms } from './neural-norms.ts';
import { operations } from './neural-operations.ts';
import { optimizers } from './neural-optimizers.ts';
import { rankingLosses } from './neural-ranking-losses.ts';
import type { OperationTwin, OperationTwins, StepContext } from './neural-step.ts';
import { variational } from './neural-variational.ts';
import type { Twin } from './rows.ts';

const twins: OperationTwins = { ...operations, ...losses, ...rankingLosses, ...variational, ...norms, ...attentions, ...optimizers };
const byNumber = new Map<number, OperationTwin | undefined>(
  Object.entries(OPERATIONS).map(([name, number]) => [number, twins[name as Operation]]),
);

export const neuralSteps: Twin<'neuralSteps'> = (
  [taskList, tasks, records, floats, inputs, inputWords, sums, sumCount, seed],
  begin,
  end,
) => {
  const numbers = new Float32Array(inputs.buffer as ArrayBuffer, inputs.byteOffset, inputs.length);
  for (let row = begin; row < end; row++) {
    const batch = Math.floor(row / tasks);
    const [first, last, from, to] = taskList.subarray((row % tasks) * TASK_LENGTH);
    const [base, ending] = [batch * inputWords, (batch + 1) * inputWords];
    const context: Omit<StepContext, 'operands'> = {
      floats,
      words: inputs.subarray(base, ending),
      numbers: numbers.subarray(base, ending),
      sums: sums.subarray(batch * sumCount, (batch + 1) * sumCount),
      seed,
      step: inputs[base + HEAD.step],
    };
    for (let k = first; k < last; k++) {
      const record = records.subarray(k * INSTRUCTION_LENGTH, (k + 1) * INSTRUCTION_LENGTH);
      const live = context.words[record[1]];
      const twin = byNumber.get(record[0]) as OperationTwin;
      twin({ ...context, operands: record.subarray(OPERANDS) }, from, Math.min(to, live));
    }
  }
  return 0;
};
