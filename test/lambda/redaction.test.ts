import * as fc from 'fast-check';
import { asStrings, channelProperties, modelProperties, requestSentAt, HandlerHarness } from './handler-harness';
import { withErrorContext } from '../../lambda/engine/error-context';
import type { ResourceEvent } from '../../lambda/engine/event';

/** How a value can be written in a message, without what stands around it. */
const WRITTEN: ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value).slice(1, -1),
  (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  (value) => encodeURIComponent(value),
  (value) => new URLSearchParams({ v: value }).toString().slice(2),
  (value) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'),
  (value) => value.replace(/\s+/g, ' '),
];

interface Values {
  readonly hyperparameter: string;
  readonly variable: string;
  readonly former: string;
}

/** A handler logs a message, and what it saw, and fails with it. Gives everything that leaves it. */
async function saidAbout(values: Values, message: string): Promise<string> {
  const harness = new HandlerHarness();
  const properties = (hyperparameter: string, variable: string) => asStrings(modelProperties({
    Hyperparameters: [{ Name: 'h', Value: hyperparameter }], Environment: [{ Name: 'E', Value: variable }],
  })) as Record<string, unknown>;
  const event: ResourceEvent = {
    RequestType: 'Update',
    ...requestSentAt(0, 'aVeryLongSignature0123456789'),
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Test/6e1a',
    LogicalResourceId: 'Model',
    ResourceType: 'Custom::CleanRoomsMLTrainedModel',
    ResourceProperties: properties(values.hyperparameter, values.variable),
    OldResourceProperties: properties(values.former, 'x'),
  };
  const thrown: Error = await withErrorContext(harness.context, event, async (_, reporter) => {
    reporter.log({ level: 'WARN', resource: 'physical', logicalId: 'Model', request: 'Update', decision: 'wait', why: message, seen: [{ status: message }] });
    throw new Error(message);
  }).catch((error) => error);
  expect(Buffer.byteLength(JSON.stringify(thrown.message))).toBeLessThanOrEqual(1_502);
  expect(thrown.stack).toBe(thrown.message);
  const [{ why, seen }] = harness.lines as unknown as [{ why: string; seen: [{ status: string }] }];
  return [thrown.message, why, seen[0].status].join('\n');
}

/** Values that are no part of what the handlers say anyway. */
const secret = fc.string({ minLength: 4, maxLength: 60, unit: 'grapheme' }).map((text) => `§${text}§`);

test('no value survives, however it is written and whatever stands around it', async () => {
  await fc.assert(fc.asyncProperty(
    secret, secret, secret, fc.string({ maxLength: 1_600 }), fc.string({ maxLength: 40 }), fc.nat(WRITTEN.length - 1), fc.nat(2),
    async (hyperparameter, variable, former, before, after, written, which) => {
      const values = [hyperparameter, variable, former];
      const said = await saidAbout({ hyperparameter, variable, former }, `${before}${WRITTEN[written](values[which])}${after}`);
      for (const form of values.flatMap((value) => WRITTEN.map((write) => write(value)))) {
        expect(said).not.toContain(form);
      }
    },
  ), { numRuns: 300, seed: 1 });
});

test('no beginning of a value survives where a message is cut within it', async () => {
  await fc.assert(fc.asyncProperty(secret, fc.string({ maxLength: 1_600 }), fc.nat(60), fc.constantFrom('', '...', '…', '... and more'), async (value, before, length, after) => {
    const cut = value.slice(0, Math.max(4, length));
    expect(await saidAbout({ hyperparameter: value, variable: 'x', former: 'x' }, `${before}${cut}${after}`)).not.toContain(cut);
  }), { numRuns: 200, seed: 1 });
});

const VALUES = { hyperparameter: 'sk-live  two spaces', variable: 'line one\nline "two"', former: 'former&value/with?all=of it' };

test.each<[string, string]>([
  ['with two spaces', `it says ${VALUES.hyperparameter} here`],
  ['folded to one space', 'it says sk-live two spaces here'],
  ['wrapped', 'it says sk-live\n   two spaces here'],
  ['where the reason is cut', `${'x'.repeat(1_410)} ${VALUES.hyperparameter}`],
  ['cut by the service', `it says ${VALUES.hyperparameter.slice(0, 12)}`],
  ['cut by the service, with dots', `it says "${VALUES.hyperparameter.slice(0, 12)}..." here`],
  ['in JSON', `{"value":${JSON.stringify(VALUES.variable)}}`],
  ['in JSON in JSON', JSON.stringify(JSON.stringify(VALUES.variable))],
  ['in an address', `https://example.com/${encodeURIComponent(VALUES.former)}`],
  ['in a form', new URLSearchParams({ v: VALUES.former }).toString()],
  ['in XML', VALUES.former.replace('&', '&amp;')],
])('a value %s is not shown', async (_, message) => {
  const said = await saidAbout(VALUES, message);
  expect(said).toContain('***');
  expect(said).not.toMatch(/sk-l|two|line|former/);
});

test('neither the address that CloudFormation wants its answer at nor its signature is shown', async () => {
  const { ResponseURL } = requestSentAt(0, 'aVeryLongSignature0123456789');
  const said = await saidAbout(VALUES, `cannot reach ${ResponseURL} (aVeryLongSignature0123456789, ${encodeURIComponent(ResponseURL)})`);
  expect(said).not.toMatch(/aVery|amazonaws\.com\/|X-Amz/);
});

test('what is taken out leaves the rest of a message as it is', async () => {
  expect(await saidAbout(VALUES, 'value sk-live  two spaces of "h" is refused')).toContain('(Update): value *** of "h" is refused');
});

test('a message of many bytes is cut between two characters', async () => {
  const said = (await saidAbout(VALUES, '漢字😀'.repeat(1_000))).split('\n')[0];
  expect(said).toMatch(/[漢字😀]\.\.\.$/u);
  expect(Buffer.from(said).toString()).toBe(said);
});

test.each(Array.from({ length: 40 }, (_, i) => 1_330 + 5 * i))('no part of a value survives that is cut after %i characters', async (offset) => {
  const value = Array.from({ length: 60 }, (_, i) => `k${i}!`).join('');

  const said = await saidAbout({ hyperparameter: value, variable: 'another value', former: 'a former value' }, `${'x'.repeat(offset)} ${value}`);

  expect(said).not.toContain('k0!k1!');
});

test('of a query neither the text, nor a line, nor a literal, nor a parameter survives', async () => {
  const harness = new HandlerHarness();
  const event: ResourceEvent = {
    RequestType: 'Create',
    ...requestSentAt(0, 'aVeryLongSignature0123456789'),
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Test/6e1a',
    LogicalResourceId: 'Channel',
    ResourceType: 'Custom::CleanRoomsMLMLInputChannel',
    ResourceProperties: asStrings(channelProperties({
      Query: 'SELECT a\nFROM payments WHERE hidden\nAND iban = \'DE-9999\'', QueryParameters: [{ Name: 'p', Value: 'Jane Q.' }],
    })) as Record<string, unknown>,
  };
  const said = (message: string) => withErrorContext(harness.context, event, async () => {
    throw new Error(message);
  }).catch(({ message: text }: Error) => text.replace(/^.*\(Create\): /, ''));

  expect(await said('cannot run SELECT a\nFROM payments WHERE hidden\nAND iban = \'DE-9999\'')).toBe('cannot run ***');
  expect(await said('line 2: FROM payments WHERE hidden')).toBe('line 2: ***');
  expect(await said('DE-9999 for Jane Q. in column a')).toBe('*** for *** in column a');
});
