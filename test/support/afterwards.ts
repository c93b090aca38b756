import type { TestContext } from 'node:test';

const endings = new WeakMap<TestContext, (() => unknown)[]>();

/**
 * Has something ended with a test: what began last first, and each whatever becomes of the others. A hook of `t.after`
 * that throws keeps node:test from those after it, and a server that nobody closes keeps the file from ending.
 */
export function afterwards(t: TestContext, end: () => unknown): void {
  const known = endings.get(t);
  if (known) {
    known.push(end);
    return;
  }
  const all = [end];
  endings.set(t, all);
  t.after(async () => {
    const failures: unknown[] = [];
    for (let next = all.pop(); next; next = all.pop())
      try {
        await next();
      } catch (error) {
        failures.push(error);
      }
    if (failures.length > 0) throw failures[0];
  });
}
