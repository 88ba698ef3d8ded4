/**
 * Imports CDK and then this package in this process, and prints what each took. What is named is loaded of CDK first: it
 * loads its parts when they are used.
 */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

export interface Import {
  readonly cdkMilliseconds: number;
  readonly packageMilliseconds: number;
}

function measure(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const load = createRequire(__filename);
const names = process.argv.slice(2);
const measured: Import = {
  cdkMilliseconds: measure(() => {
    const cdk = load('aws-cdk-lib') as { readonly [name: string]: unknown };
    return names.map((name) => cdk[name]);
  }),
  packageMilliseconds: measure(() => load('../lib')),
};
console.log(JSON.stringify(measured));
