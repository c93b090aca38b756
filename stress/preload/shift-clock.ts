/** Sets this process's clock apart by so many milliseconds, asked for anew each time that somebody looks at it. */
export function shiftClock(offset: () => number): void {
  const now = Date.now.bind(Date);
  globalThis.Date = new Proxy(Date, {
    construct: (target, given: ConstructorParameters<typeof Date>, made) =>
      Reflect.construct(target, (given as unknown[]).length === 0 ? [now() + offset()] : given, made) as Date,
    apply: () => new Date(now() + offset()).toString(),
    get: (target, key) => (key === 'now' ? () => now() + offset() : (Reflect.get(target, key) as unknown)),
  });
}
