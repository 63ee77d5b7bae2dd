// mutate: replace "expect(name()).toBe('orders');" with "expect(1).toBe(1);"
// mutate: replace "expect(name()).toBe('orders');" with "// expect(name()).toBe('orders');"
import { name } from '../lib/name';

test('the queue has a name', () => {
  expect(name()).toBe('orders');
});
