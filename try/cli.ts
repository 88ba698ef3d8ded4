import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HELP, parseTry, type TryCommand } from './arguments';
import { progressOn } from './progress';
import { countsOf, printReport } from './report';
import { tryContainers } from './try-containers';
import { TryError } from './try-error';
import { UsageError } from '../command-line/options';
import { columnsOf, isColored, type Output } from '../command-line/terminal';

const EXIT = { success: 0, failure: 1, usage: 2 } as const;

export interface TryOutput extends Output {
  /** Writes a part of a line, for progress. @default - there is no terminal for it */
  readonly status?: (text: string) => void;
}

/** Runs `cdk-cleanrooms-ml try`, given what follows it; gives the exit status. */
export async function runTry(args: readonly string[], output: TryOutput): Promise<number> {
  try {
    const command = parseTry(args, isColored(output));
    if (command.name === 'help') {
      output.out(HELP);
      return EXIT.success;
    }
    return await report(command, output);
  } catch (error) {
    if (error instanceof UsageError) {
      output.error(`cdk-cleanrooms-ml: ${error.message} (see try --help)`);
      return EXIT.usage;
    }
    output.error(`cdk-cleanrooms-ml: ${error instanceof TryError ? '' : 'internal error: '}${(error as Error).message}`);
    return EXIT.failure;
  }
}

async function report(command: TryCommand, output: TryOutput): Promise<number> {
  const workspace = mkdtempSync(join(tmpdir(), 'cdk-cleanrooms-ml-try-'));
  const progress = progressOn(output.status);
  try {
    const { description, results } = await tryContainers(command, workspace, {
      begin: (title) => progress.begin(title),
      container: (title, lines) => {
        if (command.verbose) {
          progress.end();
          output.error(`${title}\n${lines.map(({ text }) => `  ${text}\n`).join('')}`);
        }
      },
    }, { ...output.environment });
    progress.end();
    const counts = countsOf(results);
    output.out(command.json
      ? JSON.stringify({ tried: description, counts, checks: results }, undefined, 2)
      : `${description}\n\n${printReport(results, { color: command.color, columns: columnsOf(output) })}`);
    return counts.fail > 0 || (command.strict && counts.warning > 0) ? EXIT.failure : EXIT.success;
  } finally {
    progress.end();
    leave(command, workspace, output);
  }
}

function leave({ keep }: TryCommand, workspace: string, output: Output): void {
  if (keep) {
    output.error(`cdk-cleanrooms-ml: kept ${workspace}`);
    return;
  }
  try {
    rmSync(workspace, { recursive: true, force: true });
  } catch (error) {
    // What a container engine wrote as another user.
    output.error(`cdk-cleanrooms-ml: ${workspace} could not be removed: ${(error as Error).message}`);
  }
}
