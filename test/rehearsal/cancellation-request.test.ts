import { Cancellation } from '../../rehearsal/cancellation';

test.each(['before', 'after'])('who listens %s a cancellation is requested hears of it, once', (when) => {
  const cancellation = new Cancellation();
  let heard = 0;
  const listen = () => cancellation.onRequest(() => {
    heard += 1;
  });
  if (when === 'before') {
    listen();
  }
  cancellation.request();
  if (when === 'after') {
    listen();
  }
  expect(heard).toBe(1);
  cancellation.request();
  expect(heard).toBe(1);
});
