import { secondsUntilNextLook } from '../../../lambda/engine/waits';
import { TIMING } from '../../../src/private/protocol/contract';

test.each([
  [0, 3], [3, 3], [6, 3], [9, 5], [14, 7], [30, 15], [60, 30], [300, 30], [599, 30], [600, 60], [3000, 60],
])('after %d seconds without a change, the next look is in %d seconds', (idle, wait) => {
  expect(secondsUntilNextLook(idle, 0)).toBe(wait);
});

test('in the last minutes before the deadline, looks follow each other quickly', () => {
  expect(secondsUntilNextLook(3000, TIMING.deadlineMinutes * 60 - 61)).toBe(60);
  expect(secondsUntilNextLook(3000, TIMING.deadlineMinutes * 60 - 60)).toBe(10);
  expect(secondsUntilNextLook(0, TIMING.deadlineMinutes * 60)).toBe(3);
});

test('a request that takes all of its time needs fewer than a hundred looks', () => {
  let [looks, waited] = [1, 0];
  for (; waited < TIMING.deadlineMinutes * 60; looks++) {
    waited += secondsUntilNextLook(waited, waited);
  }
  expect(looks).toBeLessThan(100);
});
