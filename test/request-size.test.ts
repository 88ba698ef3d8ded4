/**
 * The properties of a resource travel to the handlers in an event that has a limit, and on an update twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { ENVIRONMENT, MODEL_TYPE, newModel } from './collaboration';
import { Rehearsal, readCloudAssembly, type CloudAssembly } from '../rehearsal/index';

const LIMIT = 122_880;

const directory = mkdtempSync(join(tmpdir(), 'request-size-'));
afterAll(() => rmSync(directory, { recursive: true }));

type Map = Readonly<Record<string, string>>;

interface Maps {
  readonly hyperparameters: Map;
  readonly environment: Map;
}

/** What maps are filled with. */
const CONTENTS = [
  { what: 'letters', text: 'x', into: 'hyperparameters' },
  { what: 'quotes', text: '"', into: 'hyperparameters' },
  { what: 'JSON documents', text: '{"a":"\\\\"}', into: 'hyperparameters' },
  { what: 'line breaks', text: '\n', into: 'environment' },
  { what: 'characters of three bytes', text: '\u20ac', into: 'hyperparameters' },
  { what: 'characters of four bytes', text: '\u{1F600}', into: 'environment' },
] as const;
type Content = typeof CONTENTS[number];

/** What text takes in an event. */
const bytesOf = (text: string) => Buffer.byteLength(JSON.stringify(text)) - 2;

function synthesize(given: Maps): CloudAssembly {
  const app = new App({ outdir: mkdtempSync(join(directory, 'cdk.out-')) });
  const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
  const model = newModel(stack, given);
  new CfnParameter(stack, 'Consumer', { type: 'String', value: model.trainedModelArn });
  return readCloudAssembly(app.synth().directory);
}

function modelIn({ stacks: [{ template }] }: CloudAssembly) {
  return Object.values(template.Resources!).find(({ Type }) => Type === MODEL_TYPE)!;
}

/** In an event, numbers are text. */
function sizeOf(assembly: CloudAssembly): number {
  return Buffer.byteLength(JSON.stringify(modelIn(assembly).Properties, (_, value) => (typeof value === 'number' ? String(value) : value)));
}

const VALUES = 80;
const PADS = 20;
const mapOf = (prefix: string, values: readonly string[]): Map => Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));

function maps({ into }: Content, value: string, pads: readonly string[]): Maps {
  const padding = mapOf('pad', pads);
  const values = mapOf('value', Array(VALUES).fill(value));
  return into === 'environment' ? { environment: values, hyperparameters: padding } : { environment: { A: '-' }, hyperparameters: { ...values, ...padding } };
}

/** Properties of so many bytes: values of the content as long as they may be, and letters for what is left. */
function filled(content: Content, size: number, letter = 'x'): Maps {
  const bytes = bytesOf(content.text);
  const least = sizeOf(synthesize(maps(content, content.text, Array(PADS).fill(letter)))) - VALUES * bytes - PADS;
  const longest = Math.floor((content.into === 'environment' ? 512 : 2500) / content.text.length);
  const count = Math.min(longest, Math.floor((size - least - PADS) / VALUES / bytes));
  const left = size - least - VALUES * count * bytes;
  const pads = Array.from({ length: PADS }, (_, i) => letter.repeat(Math.floor(left / PADS) + (i < left % PADS ? 1 : 0)));
  return maps(content, content.text.repeat(count), pads);
}

describe.each(CONTENTS)('properties with $what', (content) => {
  test('are created, updated and rolled back at the limit', async () => {
    const [one, two, three] = ['x', 'y', 'z'].map((letter) => synthesize(filled(content, LIMIT, letter)));
    expect([one, two, three].map(sizeOf)).toEqual([LIMIT, LIMIT, LIMIT]);
    const rehearsal = new Rehearsal();
    expect(await rehearsal.deploy(one)).toMatchObject({ succeeded: true, trainings: 1 });
    expect(await rehearsal.deploy(two)).toMatchObject({ succeeded: true, trainings: 1 });
    const { stacks: [{ status }] } = await rehearsal.deploy(three, { fail: { 'Stack/Consumer': 'locked by another team' } });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await rehearsal.destroy()).toMatchObject({ succeeded: true });
  });

  test('are an error beyond it', () => {
    const tooMuch = filled(content, LIMIT + 1);
    expect(() => synthesize(tooMuch)).toThrow(new RegExp(
      `\\[Stack/Model\\] The properties must be at most ${LIMIT} bytes together, written as JSON, got ${LIMIT + 1} `
      + `\\(the largest: ${content.into} \\d+, \\w+ \\d+\\)\\. An update carries the old and the new properties in one event of 262144 bytes\\.`));
  });
});

test('a rehearsal refuses what the service would refuse: an event that is too large', async () => {
  const [content] = CONTENTS;
  const larger = (assembly: CloudAssembly): CloudAssembly => {
    const copy = { ...assembly, stacks: [{ ...assembly.stacks[0], template: structuredClone(assembly.stacks[0].template) }] };
    (modelIn(copy).Properties as Record<string, unknown>).Padding = 'x'.repeat(20_000);
    return copy;
  };
  const [one, two] = ['x', 'y'].map((letter) => larger(synthesize(filled(content, LIMIT, letter))));
  const rehearsal = new Rehearsal();
  expect(await rehearsal.deploy(one)).toMatchObject({ succeeded: true });
  const { stacks: [{ status, reason }] } = await rehearsal.deploy(two);
  expect({ status, reason }).toEqual({ status: 'UPDATE_ROLLBACK_FAILED', reason: expect.stringContaining('must be smaller than 262144 bytes') });
});
