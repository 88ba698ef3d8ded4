/** Rehearses the life of many models in this process, and prints what it took: they are created, changed again and again, and deleted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { App } from 'aws-cdk-lib';
import { WORKLOADS } from './workloads';
// What users import, not what it is compiled from.
import { printTimeline, Rehearsal } from '../build/rehearsal';

export interface RehearsedLife {
  readonly milliseconds: number;
  readonly trainings: number;
}

async function rehearse(models: number, changes: number): Promise<RehearsedLife> {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const assemblies = Array.from({ length: 1 + changes }, (_, change) => {
      const app = new App({ outdir: join(outdir, String(change)) });
      WORKLOADS.TrainedModel(app, models, change);
      return app.synth().directory;
    });
    const start = performance.now();
    const rehearsal = new Rehearsal({ behavior: { trainingQuota: { membership: models, account: models } } });
    for (const assembly of assemblies) {
      const { succeeded } = await rehearsal.deploy(assembly);
      if (!succeeded) {
        throw new Error('a deployment failed');
      }
    }
    await rehearsal.destroy();
    printTimeline(rehearsal.timeline);
    return { milliseconds: performance.now() - start, trainings: rehearsal.summary().trainings.length };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const [models, changes] = process.argv.slice(2).map(Number);
void rehearse(models, changes).then((life) => console.log(JSON.stringify(life)));
