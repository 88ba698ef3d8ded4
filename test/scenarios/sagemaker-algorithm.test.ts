/**
 * The life of an algorithm of SageMaker: its validation costs, takes its time, and cannot be ended; nobody trains what has not been
 * validated.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { printSummary, printTimeline, Rehearsal, type PlannedFailures } from '../../rehearsal/index';
import { TrainingContainer } from '../../src';
import { ENVIRONMENT, newAlgorithm, newAssociation, newSageMakerAlgorithm } from '../collaboration';

const directory = mkdtempSync(join(tmpdir(), 'sagemaker-algorithm-'));
afterAll(() => rmSync(directory, { recursive: true }));

interface AppSpec {
  /** The tag of the image. @default - there is no algorithm in SageMaker */
  readonly validated?: string;
  readonly description?: string;
  /** Whether there is an association that waits for the algorithm. */
  readonly associated?: boolean;
  /** Whether there is another resource, which can be made to fail. */
  readonly other?: boolean;
}

let apps = 0;

function assemblyOf({ validated, description, associated, other }: AppSpec): string {
  const app = new App({ outdir: join(directory, String(apps++)) });
  const stack = new Stack(app, 'Test', { env: ENVIRONMENT });
  new CfnResource(stack, 'Always', { type: 'AWS::SNS::Topic' });
  const algorithm = validated === undefined ? undefined : newSageMakerAlgorithm(stack, {
    training: TrainingContainer.fromRegistry(`registry.example.com/fraud:${validated}`), description,
  });
  if (associated) {
    newAssociation(stack, { algorithm: newAlgorithm(stack) }).node.addDependency(algorithm!);
  }
  if (other) {
    new CfnResource(stack, 'Other', { type: 'AWS::SNS::Topic' });
  }
  return app.synth().directory;
}

async function deploy(rehearsal: Rehearsal, spec: AppSpec, fail: PlannedFailures = {}) {
  const { stacks: [{ status, reason }] } = await rehearsal.deploy(assemblyOf(spec), { fail });
  return { status, reason };
}

const statuses = ({ sageMaker }: Rehearsal) => sageMaker.validations.map(({ status }) => status());
const attributesOf = (rehearsal: Rehearsal) => rehearsal.describe('Test').resources.find(({ type }) => type === 'Custom::SageMakerAlgorithm')!.attributes;
const promises = (rehearsal: Rehearsal) => rehearsal.summary().promises.filter(({ kept }) => !kept);
const newRehearsal = () => new Rehearsal({ gap: { seconds: 0 } });

test('an association is made when the algorithm has been validated', async () => {
  const rehearsal = newRehearsal();

  expect(await deploy(rehearsal, { validated: 'v1', associated: true })).toMatchObject({ status: 'CREATE_COMPLETE' });

  const [{ acceptedAt }] = rehearsal.sageMaker.validations;
  const created = rehearsal.emulator.calls.find(({ operation }) => operation === 'CreateConfiguredModelAlgorithmAssociation')!;
  expect(created.at - acceptedAt).toBeGreaterThan(900_000);
  expect(attributesOf(rehearsal)).toMatchObject({ Status: 'Completed' });
});

test.each(['scan', 'training', 'transform'] as const)('an association is not made when the %s fails, and nothing is left', async (stage) => {
  const rehearsal = newRehearsal();
  rehearsal.sageMaker.nextValidations.fail(stage, 'it does not work');

  const { status, reason } = await deploy(rehearsal, { validated: 'v1', associated: true });

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(reason).toMatch(stage === 'transform' ? /is Failed/ : /is Failed: .*it does not work/);
  expect(rehearsal.emulator.calls.filter(({ operation }) => operation === 'CreateConfiguredModelAlgorithmAssociation')).toEqual([]);
  expect(rehearsal.summary().leftBehind.sageMakerAlgorithms).toEqual([]);
  expect(statuses(rehearsal)).toEqual([undefined]);
});

test('an algorithm is deleted with its stack', async () => {
  const rehearsal = newRehearsal();
  await deploy(rehearsal, { validated: 'v1' });
  expect(rehearsal.summary().inUse.sageMakerAlgorithms).toHaveLength(1);
  await rehearsal.destroy();

  expect(statuses(rehearsal)).toEqual([undefined]);
  expect(promises(rehearsal)).toEqual([]);
});

test('a changed image is validated again, and the former algorithm goes', async () => {
  const rehearsal = newRehearsal();
  await deploy(rehearsal, { validated: 'v1' });
  await deploy(rehearsal, { validated: 'v2' });

  expect(statuses(rehearsal)).toEqual([undefined, 'Completed']);
  expect(rehearsal.summary().expectations.map(({ expected }) => expected)).toEqual([
    'is validated', 'is validated again, as another algorithm (specification or training)',
  ]);
});

test('a changed description validates nothing', async () => {
  const rehearsal = newRehearsal();
  await deploy(rehearsal, { validated: 'v1', description: 'one' });
  const before = attributesOf(rehearsal);
  await deploy(rehearsal, { validated: 'v1', description: 'two' });

  expect(attributesOf(rehearsal)).toEqual(before);
  expect(statuses(rehearsal)).toEqual(['Completed']);
});

describe('at most one validation is paid for each algorithm', () => {
  test('when the update is rolled back while the validation is in progress, and deployed again', async () => {
    const rehearsal = newRehearsal();
    await deploy(rehearsal, {});
    expect(await deploy(rehearsal, { validated: 'v1', other: true }, { Other: { reason: 'a bad day', afterSeconds: 120 } })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(statuses(rehearsal)).toEqual(['Completed']);
    expect(printSummary(rehearsal.summary())).toMatch(/Left behind +1 SageMaker algorithm\n/);

    expect(await deploy(rehearsal, { validated: 'v1', other: true })).toMatchObject({ status: 'UPDATE_COMPLETE' });

    expect(statuses(rehearsal)).toEqual(['Completed']);
    expect(promises(rehearsal)).toEqual([]);
    expect(rehearsal.summary().promises).toContainEqual(expect.objectContaining({ promise: 'The same algorithm is validated once', happened: '1 validation, 0 of algorithms that had one' }));
    expect(printTimeline(rehearsal.timeline, { columns: 400 })).toMatch(/\$ .*validation 1 starts, and is paid for/);
    await rehearsal.destroy();
    expect(rehearsal.sageMaker.leftBehind()).toEqual([]);
  });

  test('when an update that replaces it is rolled back, and deployed again', async () => {
    const rehearsal = newRehearsal();
    await deploy(rehearsal, { validated: 'v1' });
    const before = attributesOf(rehearsal);
    rehearsal.sageMaker.nextValidations.succeed(3 * 3600);
    const failed = await deploy(rehearsal, { validated: 'v2' });
    expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failed.reason).toMatch(/Not done after 55 minutes: .*is InProgress.*deploy the same algorithm again: it is adopted, and not validated a second time\./);
    expect(attributesOf(rehearsal)).toEqual(before);
    await rehearsal.advance({ minutes: 180 });

    expect(await deploy(rehearsal, { validated: 'v2' })).toMatchObject({ status: 'UPDATE_COMPLETE' });

    expect(statuses(rehearsal)).toEqual([undefined, 'Completed']);
    expect(promises(rehearsal)).toEqual([]);
  });

  test('when it takes longer than a deployment can wait', async () => {
    const rehearsal = newRehearsal();
    await deploy(rehearsal, {});
    rehearsal.sageMaker.nextValidations.succeed(3 * 3600);
    expect(await deploy(rehearsal, { validated: 'v1' })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    await rehearsal.advance({ minutes: 180 });
    const begun = rehearsal.now().getTime();

    expect(await deploy(rehearsal, { validated: 'v1' })).toMatchObject({ status: 'UPDATE_COMPLETE' });

    expect(rehearsal.now().getTime() - begun).toBeLessThan(5 * 60_000);
    expect(statuses(rehearsal)).toEqual(['Completed']);
  });
});

test('a stack whose creation is rolled back waits for the validation, and leaves nothing', async () => {
  const rehearsal = newRehearsal();
  expect(await deploy(rehearsal, { validated: 'v1', other: true }, { Other: { reason: 'a bad day', afterSeconds: 120 } })).toMatchObject({ status: 'ROLLBACK_COMPLETE' });

  expect(rehearsal.sageMaker.leftBehind()).toEqual([]);
});
