import { cpus } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';

/** What a worker needs is a tenth of it. Without a limit, Node.js lets garbage grow to gigabytes before it collects it. */
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 } as const;

/** Has tasks done on all cores by workers that run this file, each by the first worker that is free. */
export async function onAllCores<Task, Result>(file: string, tasks: readonly Task[], onResult: (result: Result) => void): Promise<void> {
  const queue = [...tasks];
  const workers = Array.from({ length: Math.min(cpus().length, tasks.length) }, () => new Worker(file, { resourceLimits: HEAP }));
  await Promise.all(workers.map((worker) => new Promise<void>((resolve, reject) => {
    const next = () => (queue.length > 0 ? worker.postMessage(queue.shift()) : resolve());
    worker.on('error', reject);
    worker.on('message', (result: Result) => {
      onResult(result);
      next();
    });
    next();
  })));
  await Promise.all(workers.map((worker) => worker.terminate()));
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
