import { clockOf } from '../../simulation/clocks';

const START = Date.UTC(2026, 0, 1);
const HOURS = Array.from({ length: 24 * 30 }, (_, hour) => START + hour * 3_600_000);
const HOSTS = Array.from({ length: 20 }, (_, i) => `host ${i}`);

test('a clock is off, drifts, and is never off by more than it may be', () => {
  for (const host of HOSTS) {
    const clock = clockOf({ seed: 1, within: 30 }, host);
    const errors = HOURS.map((time) => clock(time) - time);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(30_000);
    expect(new Set(errors).size).toBeGreaterThan(5);
  }
});

test('each host has its own, and always the same one', () => {
  const at = (host: string) => clockOf({ seed: 1, within: 300 }, host)(START);
  expect(new Set(HOSTS.map(at)).size).toBeGreaterThan(15);
  expect(HOSTS.map(at)).toEqual(HOSTS.map(at));
});
