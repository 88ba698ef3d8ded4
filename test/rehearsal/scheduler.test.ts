import { Scheduler } from '../../rehearsal/scheduler';

test('jobs run by time, those of the same time in the order of their coming', async () => {
  const scheduler = new Scheduler(1000);
  const log: string[] = [];
  scheduler.after(2, () => log.push(`late ${scheduler.now()}`));
  scheduler.after(1, () => log.push(`first ${scheduler.now()}`));
  scheduler.after(1, () => log.push('second'));
  const cancel = scheduler.after(1, () => log.push('never'));
  cancel();

  await scheduler.settle();

  expect(log).toEqual(['first 2000', 'second', 'late 3000']);
});

test('what a job sets going is done before the next one', async () => {
  const scheduler = new Scheduler(0);
  const log: string[] = [];
  const work = async (name: string) => {
    for (let i = 0; i < 20; i += 1) {
      await Promise.resolve();
    }
    log.push(name);
  };
  scheduler.after(1, () => void work('a'));
  scheduler.after(1, () => log.push('b'));

  await scheduler.settle();

  expect(log).toEqual(['a', 'b']);
});

test('work that sleeps lets others go on', async () => {
  const scheduler = new Scheduler(0);
  const log: string[] = [];
  const work = async () => {
    await scheduler.sleep(10);
    log.push(`woken ${scheduler.now()}`);
    return 'done';
  };
  scheduler.after(5, () => log.push('between'));
  scheduler.after(20, () => log.push('afterwards'));

  expect(await scheduler.runUntil(work())).toBe('done');
  expect(log).toEqual(['between', 'woken 10000']);
});

test('time passes as far as it is told to', async () => {
  const scheduler = new Scheduler(0);
  const log: number[] = [];
  const repeat = () => {
    log.push(scheduler.now());
    scheduler.after(15, repeat);
  };
  scheduler.after(15, repeat);

  await scheduler.advance(40);

  expect(log).toEqual([15_000, 30_000]);
  expect(scheduler.now()).toBe(40_000);
});

test('an error of the work comes out, and work that waits for nothing is an error', async () => {
  const scheduler = new Scheduler(0);

  await expect(scheduler.runUntil(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(scheduler.runUntil(new Promise(() => undefined))).rejects.toThrow('Nothing is left to happen');
});
