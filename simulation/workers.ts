import { cpus } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';

/** What a worker needs is a tenth of it. Without a limit, Node.js lets garbage grow to gigabytes before it collects it. */
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 } as const;

/** aws-cdk-lib keeps the tokens of every app, and with them the apps: some 10 MB for a life that is synthesized. */
const TASKS_OF_A_WORKER = 250;

/** Has tasks done on all cores by workers that run this file, each by the first worker that is free. */
export async function onAllCores<Task, Result>(file: string, tasks: readonly Task[], onResult: (result: Result) => void): Promise<void> {
  const queue = [...tasks];
  const workThrough = async () => {
    while (queue.length > 0) {
      await workOn(file, queue, onResult);
    }
  };
  await Promise.all(Array.from({ length: Math.min(cpus().length, tasks.length) }, workThrough));
}

/** What one worker does in its time. */
async function workOn<Task, Result>(file: string, queue: Task[], onResult: (result: Result) => void): Promise<void> {
  const worker = new Worker(file, { resourceLimits: HEAP });
  await new Promise<void>((resolve, reject) => {
    let left = TASKS_OF_A_WORKER;
    const next = () => {
      left -= 1;
      return queue.length > 0 && left >= 0 ? worker.postMessage(queue.shift()) : resolve();
    };
    worker.on('error', reject);
    worker.on('message', (result: Result) => {
      onResult(result);
      next();
    });
    next();
  });
  await worker.terminate();
}

/** Does the tasks that this worker is sent, one after the other. */
export function doTasks<Task, Result>(work: (task: Task) => Promise<Result>): void {
  parentPort!.on('message', (task: Task) => {
    work(task).then((result) => parentPort!.postMessage(result), (error: Error) => {
      // Out of the promise, so that it ends the worker and reaches whoever started it.
      setImmediate(() => { throw error; });
    });
  });
}
