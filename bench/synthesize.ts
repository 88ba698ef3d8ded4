/** Synthesizes one workload in this process, and prints what it took. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { App } from 'aws-cdk-lib';
import { WORKLOADS, type WorkloadName } from './workloads';

export interface Synthesis {
  readonly milliseconds: number;
  readonly templateBytes: number;
  readonly resources: number;
  readonly stacks: number;
}

function synthesize(workload: WorkloadName, models: number): Synthesis {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const start = performance.now();
    const app = new App({ outdir });
    WORKLOADS[workload](app, models);
    const { stacks } = app.synth();
    return {
      milliseconds: performance.now() - start,
      templateBytes: stacks.reduce((sum, { templateFullPath }) => sum + statSync(templateFullPath).size, 0),
      resources: stacks.reduce((sum, { template }) => sum + Object.keys(template.Resources).length, 0),
      stacks: stacks.length,
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const [workload, models] = process.argv.slice(2);
console.log(JSON.stringify(synthesize(workload as WorkloadName, Number(models))));
