import { join } from 'node:path';
import { type RunningProcess, runProcess, startProcess } from './child-process';
import { pipePath } from './opt-ml';
import { TryError } from './try-error';

const OPENED = 'opened';
/** Waits until somebody opens the pipe, says so, and writes all files to it. */
const WRITE = `pipe=$1; shift; exec 3> "$pipe"; echo ${OPENED}; exec cat "$@" >&3`;

/** A channel in Pipe mode: a FIFO for each epoch, with all files of the channel one after the other. */
export class PipeChannel {
  private readonly writers: RunningProcess[] = [];
  private isClosed = false;

  constructor(private readonly optMl: string, private readonly name: string, private readonly files: readonly string[]) {}

  /** Makes the first pipe, and writes for as long as somebody reads. */
  public async open(): Promise<void> {
    if (!await this.makePipe(0)) {
      throw new TryError(`the pipe ${this.pipe(0)} could not be made`);
    }
    void this.write();
  }

  /** Gives how many epochs were read, be it in part. */
  public async close(): Promise<number> {
    this.isClosed = true;
    this.writers.at(-1)?.child.kill('SIGKILL');
    await Promise.all(this.writers.map(({ ended }) => ended));
    return this.writers.filter(({ output }) => output.some(({ text }) => text === OPENED)).length;
  }

  private async write(): Promise<void> {
    // The next pipe is there when the one before ends.
    for (let epoch = 0; await this.makePipe(epoch + 1) && !this.isClosed; epoch += 1) {
      const writer = startProcess(['sh', '-c', WRITE, 'sh', this.pipe(epoch), ...this.files], process.env);
      this.writers.push(writer);
      await writer.ended;
    }
  }

  private async makePipe(epoch: number): Promise<boolean> {
    return (await runProcess(['mkfifo', this.pipe(epoch)])).status === 0;
  }

  private pipe(epoch: number): string {
    return join(this.optMl, pipePath(this.name, epoch));
  }
}
