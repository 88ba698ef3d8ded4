/** A stack that was made with the properties of the first release can be updated and deleted for ever. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Rehearsal, type Template } from '../../rehearsal/index';
import { handlerCode } from '../../simulation/handler-code';
import { assemblyStackOf } from '../../simulation/template';

const FIRST = readFileSync(resolve(__dirname, '../fixtures/first-release.template.json'), 'utf8');
const code = handlerCode(resolve(__dirname, '../..'));

/** The resources as they were recorded, behind today's handlers. */
function assemblyOf(recorded: string) {
  const empty = assemblyStackOf({ name: 'First', account: '111111111111', algorithms: {}, associations: {}, models: {} }, code, 1);
  const { Resources } = JSON.parse(recorded) as Template;
  return { stacks: [{ ...empty, template: { Resources: { ...empty.template.Resources, ...Resources } } }] };
}

test('it is updated and deleted', async () => {
  const rehearsal = new Rehearsal({ gap: { seconds: 0 }, behavior: { trainingSeconds: 60 } });

  expect(await rehearsal.deploy(assemblyOf(FIRST))).toMatchObject({ succeeded: true, trainings: 1 });
  expect(await rehearsal.deploy(assemblyOf(FIRST.replace('"ml.m5.2xlarge"', '"ml.m5.4xlarge"')))).toMatchObject({ succeeded: true, trainings: 0 });
  expect(await rehearsal.deploy(assemblyOf(FIRST.replace('"HIGH"', '"LOW"')))).toMatchObject({ succeeded: true, trainings: 0 });
  expect(await rehearsal.deploy(assemblyOf(FIRST.replace('"r1"', '"r2"')))).toMatchObject({ succeeded: true, trainings: 1 });
  expect(await rehearsal.destroy()).toMatchObject({ succeeded: true });
  expect(Object.values(rehearsal.emulator.leftBehind()).flat()).toEqual([]);
});
