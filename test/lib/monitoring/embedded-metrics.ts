import assert from 'node:assert/strict';

/** CloudWatch's reading of a log line in the embedded metric format, as strict as its specification. */

export interface Sample {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
}

/** Every metric value of a line, once for each set of dimensions. */
export function samplesOf(line: string): readonly Sample[] {
  const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const { Timestamp: at, CloudWatchMetrics: directives } = fields['_aws'] as {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly Directive[];
  };
  assert(Number.isSafeInteger(at) && at > 1e12, 'Timestamp is in epoch milliseconds');
  return directives.flatMap(({ Namespace: namespace, Dimensions, Metrics }) => {
    assert(Metrics.length > 0 && Metrics.length <= 100);
    assert.equal(new Set(Metrics.map(({ Name }) => Name)).size, Metrics.length, 'a metric is listed twice');
    return Dimensions.flatMap((set) => {
      const dimensions = Object.fromEntries(
        set.map((name) => {
          const value = fields[name];
          assert(typeof value === 'string' && value !== '' && value.length <= 1024, `dimension ${name}`);
          return [name, value];
        }),
      );
      return Metrics.map(({ Name: name }) => {
        const value = fields[name];
        assert(typeof value === 'number' && Number.isFinite(value), `${name} is no number`);
        return { namespace, name, dimensions, value, at };
      });
    });
  });
}
