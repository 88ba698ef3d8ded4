/** The command line, with trainings in what it rehearses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ACCOUNT, channel, elsewhere, MEMBERSHIP, REGION } from './deployment-harness';
import { run } from '../../rehearsal/cli';
import { Completion, ConfiguredModelAlgorithmAssociation, Membership, TrainedModel, TrainingInstanceType } from '../../src';

const OUTPUT = mkdtempSync(join(tmpdir(), 'command-line-'));
afterAll(() => rmSync(OUTPUT, { recursive: true }));

function assembly(epochs: string, models = 1): string {
  const app = new App({ outdir: mkdtempSync(join(OUTPUT, 'cdk.out-')), analyticsReporting: false });
  const stack = new Stack(app, 'Fraud', { env: { account: ACCOUNT, region: REGION } });
  const membership = Membership.fromMembershipId(stack, 'Membership', MEMBERSHIP);
  const association = ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(
    stack, 'Association', elsewhere('configured-model-algorithm-association', 'provided'),
  );
  for (let i = 0; i < models; i += 1) {
    new TrainedModel(stack, i === 0 ? 'Model' : `Model${i}`, {
      membership,
      association,
      channels: [channel('train')],
      resources: { instanceType: TrainingInstanceType.ML_M5_XLARGE, volumeSizeGb: 30 },
      hyperparameters: { epochs },
      completion: Completion.whenActive(),
    });
  }
  return app.synth().directory;
}

async function command(...args: string[]) {
  const written = { out: '', error: '' };
  const status = await run(['rehearse', ...args], {
    isTerminal: false,
    columns: 200,
    out: (text) => { written.out += `${text}\n`; },
    error: (text) => { written.error += `${text}\n`; },
  }, () => Promise.reject(new Error('no demo is asked for')));
  return { status, ...written };
}

test.each([['2', 0, ''], ['1', 3, 'cdk-cleanrooms-ml: 2 trainings are paid for, more than --max-trainings 1\n']])(
  'with --max-trainings %s two trainings give the exit status %i', async (most, status, error) => {
    expect(await command(assembly('10'), '--then', assembly('20'), '--max-trainings', most)).toMatchObject({ status, error });
  },
);

test('no training at all can be demanded', async () => {
  expect(await command(assembly('10'), '--max-trainings', '0')).toMatchObject({ status: 3 });
});

test('a model is in use while its stack is there, and nothing of it is left behind', async () => {
  const { out } = await command(assembly('10'), '--then', assembly('20'));

  expect(out).toMatch(/ In use +2 trained outputs\n +Retained +nothing\n +Left behind +nothing\n/);
  expect((await command(assembly('10'), '--destroy')).out).toMatch(/ In use +nothing\n/);
});

test('more models than a new account can train are rehearsed with a higher quota', async () => {
  const many = assembly('10', 6);

  expect((await command(many)).out).toContain('ServiceQuotaExceededException');
  const { status, out } = await command(many, '--training-quota', '6');
  expect(status).toBe(0);
  expect(out).toMatch(/ Trainings paid for +6\n/);
  expect(out).not.toContain('ServiceQuotaExceededException');
});

test('a training that was to fail and never started fails the command', async () => {
  expect(await command(assembly('10'), '--fail-training', '2')).toMatchObject({
    status: 1, error: 'cdk-cleanrooms-ml: --fail-training 2 had no effect, since only 1 training started\n',
  });
});

test('a training can be told to fail', async () => {
  const { status, out } = await command(assembly('10'), '--then', assembly('20'), '--fail-training', '2');

  expect(status).toBe(0);
  expect(out).toContain('The rehearsal was told to let this training fail');
  expect(out).toMatch(/UPDATE_ROLLBACK_COMPLETE\n/);
  expect(out).toMatch(/ v1 .*; usable\n +v2 .*; failed\n/);
});
