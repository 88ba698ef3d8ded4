import * as path from 'node:path';
import { LambdaFiles, type LambdaCode } from '../rehearsal/index';

/** The code behind the custom resources. */
export interface HandlerCode {
  readonly handlers: LambdaCode;
}

/** The bundle of the package, unless another one is given. */
export function handlerCode(root: string, handlers: LambdaCode = LambdaFiles.fromDirectory(path.join(root, 'assets/lambda/index'))): HandlerCode {
  return { handlers };
}
