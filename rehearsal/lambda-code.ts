import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';

export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

// The event is whatever the function's author expects.
export type LambdaHandler = (event: any, context: LambdaContext) => unknown;

/** The code of a Lambda function: a directory or handlers by their name (`index.onEvent`). */
export type LambdaCode = LambdaFiles | { readonly [handler: string]: LambdaHandler };

/** The files of a function's code. They are read once: an assembly does not change while it is rehearsed. */
export class LambdaFiles {
  /** A directory of an assembly. */
  public static fromDirectory(directory: string): LambdaFiles {
    return new LambdaFiles((name) => {
      const file = path.join(directory, name);
      return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
    });
  }

  /** Code that is in the template itself. */
  public static fromInline(code: string): LambdaFiles {
    return new LambdaFiles((name) => (name === 'index.js' ? code : undefined));
  }

  private readonly contents = new Map<string, string | undefined>();

  private constructor(private readonly readFile: (name: string) => string | undefined) {}

  /** The content of a file, given by its path in the code. */
  public read(name: string): string | undefined {
    if (!this.contents.has(name)) {
      this.contents.set(name, this.readFile(name));
    }
    return this.contents.get(name);
  }
}
