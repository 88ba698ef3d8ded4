import type { Step as ImmutableStep } from '../../lambda/kinds/declared/decide';
import type { Step } from '../../lambda/kinds/run/state';
import type { Step as SingletonStep } from '../../lambda/kinds/singleton/decide';
import { DECISION_WORDS } from '../../rehearsal/decision-words';
import { printTimeline } from '../../rehearsal/index';
import { Timeline } from '../../rehearsal/timeline';

class ManualClock {
  constructor(private time = Date.UTC(2026, 0, 1)) {}

  public now(): number {
    return this.time;
  }

  public pass(seconds: number): void {
    this.time += seconds * 1000;
  }
}

function played(): Timeline {
  const clock = new ManualClock();
  const timeline = new Timeline(clock);
  const model = { stack: 'Demo', resource: 'Demo/Model' };
  timeline.record({ kind: 'deployment', text: 'deploy Demo' });
  timeline.record({ kind: 'stack', stack: 'Demo', text: 'CREATE_IN_PROGRESS' });
  timeline.record({ kind: 'resource', stack: 'Demo', resource: 'Demo/Role', text: 'CREATE_COMPLETE', routine: true });
  timeline.notice('AWS::New::Thing is not known here: a stand-in without effect', { stack: 'Demo', resource: 'Demo/Thing' });
  timeline.notice('AWS::New::Thing is not known here: a stand-in without effect', { stack: 'Demo', resource: 'Demo/Other' });
  clock.pass(10);
  timeline.record({ ...model, kind: 'request', text: 'Create' });
  timeline.recordDecision({ ...model, text: 'start: starting a training: nothing is there' });
  timeline.record({ ...model, kind: 'call', text: 'CreateTrainedModel -> ok' });
  timeline.record({ ...model, kind: 'training', text: 'training 1 starts: model-1' });
  for (let i = 0; i < 3; i += 1) {
    clock.pass(15);
    timeline.recordDecision({ ...model, text: 'wait: it runs' });
    timeline.recordDecision({ ...model, text: 'look: again' });
  }
  clock.pass(3600);
  timeline.record({ ...model, kind: 'resource', text: `CREATE_FAILED ${'because '.repeat(20)}` });
  timeline.record({ kind: 'result', text: 'deploy failed' });
  return timeline;
}

test('a person can follow it', () => {
  expect(`\n${printTimeline(played(), { columns: 80, verbose: true })}\n`).toBe(`
00:00:00  deploy Demo ==========================================================
00:00:00  Demo        CREATE_IN_PROGRESS
          Demo/Role   CREATE_COMPLETE
          Demo/Thing  note: AWS::New::Thing is not known here: a stand-in
                            without effect
00:00:10  Demo/Model  > Create
                        Starting a training: nothing is there
                          CreateTrainedModel -> ok
                        $ training 1 starts: model-1
00:00:25                Waits: it runs (3 times, until 00:00:55)
                        look: again (3 times, until 00:00:55)
01:00:55              CREATE_FAILED because because because because because
                      because because because because because because because
                      because because because because because because because
                      because
                      deploy failed
`);
});

test('a person who does not ask for more sees what happens, and not how it came to that', () => {
  expect(`\n${printTimeline(played(), { columns: 80 })}\n`).toBe(`
00:00:00  deploy Demo ==========================================================
00:00:00  Demo/Thing  note: AWS::New::Thing is not known here: a stand-in
                            without effect
00:00:10  Demo/Model  Starting a training: nothing is there
                      $ training 1 starts: model-1
00:00:25              look: again (3 times, until 00:00:55)
01:00:55              CREATE_FAILED because because because because because
                      because because because because because because because
                      because because because because because because because
                      because
                      deploy failed
`);
});

test('no line is longer than the columns, whatever is printed', () => {
  const timeline = played();
  timeline.record({ kind: 'resource', stack: 'S', resource: `${'A/'.repeat(60)}Model`, text: 'x'.repeat(300) });

  const lines = printTimeline(timeline, { verbose: true }).split('\n');

  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
  expect(lines.some((line) => line.includes('Demo/Role'))).toBe(true);
});

test('it can be printed from an event on, and in color', () => {
  const timeline = played();

  expect(printTimeline(timeline, { from: timeline.events.length - 1 })).toBe('01:00:55    deploy failed');
  expect(printTimeline(timeline, { color: true })).toContain('\u001b[33mtraining 1 starts: model-1\u001b[39m');
  expect(printTimeline(timeline)).not.toContain('\u001b');
});

test('a decision that is made again after something happened is another one', () => {
  const timeline = new Timeline(new ManualClock());
  const one = { stack: 'S', resource: 'One' };
  timeline.recordDecision({ ...one, text: 'wait' });
  timeline.recordDecision({ stack: 'S', resource: 'Two', text: 'wait' });
  timeline.recordDecision({ ...one, text: 'wait' });
  timeline.record({ ...one, kind: 'request', text: 'Update' });
  timeline.recordDecision({ ...one, text: 'wait' });

  expect(timeline.events.map(({ resource, kind, times }) => [resource, kind, times])).toEqual([
    ['One', 'decision', 2], ['Two', 'decision', 1], ['One', 'request', 1], ['One', 'decision', 1],
  ]);
});

test('what is repeated is printed once', () => {
  const clock = new ManualClock();
  const timeline = new Timeline(clock);
  const [one, two] = ['Demo/One', 'Demo/Two'].map((resource) => ({ stack: 'Demo', resource }));
  for (let i = 0; i < 40; i += 1) {
    timeline.recordDecision({ ...one, text: 'delete: it is not wanted' });
    timeline.record({ ...one, kind: 'call', text: 'Delete -> ConflictException' });
    timeline.record({ ...two, kind: 'call', text: 'Cancel -> ThrottlingException' });
    clock.pass(15);
  }
  timeline.record({ ...one, kind: 'resource', text: 'DELETE_FAILED' });

  expect(`\n${printTimeline(timeline, { verbose: true })}\n`).toBe(`
00:00:00  Demo/One    Deletes it: it is not wanted
                        Delete -> ConflictException
                    (these 2 events 40 times, until 00:09:45)
          Demo/Two      Cancel -> ThrottlingException (40 times, until 00:09:45)
00:10:00  Demo/One  DELETE_FAILED
`);
});

test('what is repeated is printed once, however many resources try again side by side and at their own pace', () => {
  const clock = new ManualClock();
  const timeline = new Timeline(clock);
  for (let round = 0; round < 40; round += 1) {
    for (let i = 0; i < 30; i += 1) {
      if ((round + i) % 3 > 0) {
        const where = { stack: 'Demo', resource: `Demo/Model${i}` };
        timeline.record({ ...where, kind: 'call', text: 'CreateTrainedModel -> ServiceQuotaExceededException' });
        timeline.recordDecision({ ...where, text: 'wait: the quota is used up' });
      }
    }
    clock.pass(30);
  }

  const lines = printTimeline(timeline, { verbose: true }).split('\n');
  expect(lines).toHaveLength(30 * 3);
  expect(lines.slice(0, 3).map((line) => line.trim())).toEqual([
    '00:00:00  Demo/Model1       CreateTrainedModel -> ServiceQuotaExceededException',
    'Waits: the quota is used up',
    '(these 2 events 27 times, until 00:19:30)',
  ]);
});

test('what is repeated in another deployment is printed again', () => {
  const timeline = new Timeline(new ManualClock());
  for (let i = 0; i < 2; i += 1) {
    timeline.record({ kind: 'deployment', text: 'deploy Demo' });
    timeline.record({ kind: 'stack', stack: 'Demo', text: 'no changes' });
  }

  expect(printTimeline(timeline).match(/no changes/g)).toHaveLength(2);
});

test('the timeline is as wide as it is told to be', () => {
  const widest = (columns: number) => Math.max(...printTimeline(played(), { columns }).split('\n').map((line) => line.length));

  expect(widest(80)).toBeLessThanOrEqual(80);
  expect(widest(160)).toBeGreaterThan(120);
});

test('a single event that is repeated says so itself', () => {
  const timeline = new Timeline(new ManualClock());
  for (let i = 0; i < 2; i += 1) {
    timeline.record({ stack: 'Demo', kind: 'call', text: 'DeleteTrainedModelOutput -> ok' });
  }

  expect(printTimeline(timeline, { verbose: true })).toBe('00:00:00  Demo      DeleteTrainedModelOutput -> ok (2 times, until 00:00:00)');
});

/** Every decision that the handlers log. The compiler knows the steps; the rest are texts in `lambda/engine`. */
const STEPS: Record<(Step | ImmutableStep | SingletonStep)['do'], true> = {
  'await': true,
  'await-status': true,
  'cancel': true,
  'cancel-and-fail': true,
  'check-scope': true,
  'check-stack': true,
  'check-used': true,
  'confirm-create': true,
  'create': true,
  'delete': true,
  'delete-output': true,
  'deleted': true,
  'discard-create': true,
  'fail': true,
  'finish': true,
  'give-back': true,
  'leave': true,
  'list-all': true,
  'put': true,
  'released': true,
  'request-deletion': true,
  'restore': true,
  'start': true,
  'tag': true,
  'wait': true,
};

test('every decision of the handlers has plain words, and no other word has any', () => {
  expect(Object.keys(DECISION_WORDS).sort()).toEqual([...Object.keys(STEPS), 'answer', 'hand-over', 'keep', 'refuse'].sort());
});

test('a decision whose word is not known is printed as it is logged', () => {
  const timeline = new Timeline(new ManualClock());
  timeline.recordDecision({ stack: 'S', text: 'sing: it is late' });
  timeline.recordDecision({ stack: 'S', text: 'toString: it is late' });
  timeline.recordDecision({ stack: 'S', text: 'check-stack: checking the stack status' });

  expect(printTimeline(timeline, { verbose: true }).split('\n').map((line) => line.slice(9).replace(/^ +S? +/, ''))).toEqual([
    'sing: it is late', 'toString: it is late', 'Checking the stack status',
  ]);
});

test('versions are v1, v2 and v3 in everything that follows the training that made them', () => {
  const timeline = new Timeline(new ManualClock());
  const [arn, id] = ['arn:aws:cleanrooms-ml:us-east-1:111122223333:membership/m/trained-model/t', '30e77f6c-cee7-4c32-a753-b5d489e66675'];
  const model = { stack: 'S', resource: 'S/Model' };
  const train = (training: { number: number; name: string; trainedModelArn: string; versionIdentifier?: string }) => (
    timeline.record({ ...model, kind: 'training', text: `v${training.number} is ${training.name}`, training }));
  train({ number: 1, name: 'model-abc', trainedModelArn: arn });
  timeline.recordDecision({ ...model, text: `start: starting a training incrementally from the base version of ${arn}` });
  train({ number: 2, name: 'model-abc-2', trainedModelArn: arn, versionIdentifier: id });
  timeline.recordDecision({ ...model, text: `cancel: model-abc-2 (version ${id}) is CREATE_PENDING, model-abc is ACTIVE` });
  timeline.recordDecision({ ...model, text: `start: starting a training incrementally from ${id} of ${arn}` });
  timeline.recordDecision({ ...model, text: 'keep: model-abc-23 and my-model-abc are others' });

  const texts = [0, 1, 3].map((from) => printTimeline(timeline, { from }).split('\n').map((line) => line.slice(19).trim()));

  expect(texts[0]).toEqual([
    '$ v1 is model-abc',
    'Starting a training incrementally from v1',
    '$ v2 is model-abc-2',
    'Cancels: v2 is CREATE_PENDING, v1 is ACTIVE',
    'Starting a training incrementally from v2',
    'Keeps: model-abc-23 and my-model-abc are others',
  ]);
  expect(texts[1]).toEqual(texts[0].slice(1));
  expect(texts[2]).toEqual(texts[0].slice(3));
});
