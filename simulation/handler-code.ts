import * as path from 'node:path';
import { LambdaFiles, type LambdaCode } from '../rehearsal/index';

/** The code behind the custom resources. */
export interface HandlerCode {
  readonly handlers: LambdaCode;
  readonly framework: LambdaCode;
}

/** CDK's own provider framework, in front of handlers that are the bundle of the package unless others are given. */
export function handlerCode(root: string, handlers: LambdaCode = LambdaFiles.fromDirectory(path.join(root, 'assets/lambda/index'))): HandlerCode {
  const cdk = path.dirname(require.resolve('aws-cdk-lib/package.json', { paths: [root] }));
  return { handlers, framework: LambdaFiles.fromDirectory(path.join(cdk, 'custom-resources/lib/provider-framework/runtime')) };
}
