import type { Operation } from '../lambdas/operations/operation.ts';

/** The API's routes, matched as API Gateway matches its resources. */
export interface Match {
  readonly operation: Operation;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

export interface Routes {
  /** Finds the operation of a method and a path below the stage. Path parameters stay percent-encoded. */
  find(method: string, path: string): Match | undefined;
  /** Returns the methods of a path, for its preflight; none if there is no such path. */
  methods(path: string): readonly string[];
}

export function routesOf(operations: readonly Operation[]): Routes {
  const resources = operations.map((operation) => ({ operation, pattern: patternOf(operation.path) }));
  const matching = (path: string): { operation: Operation; match: RegExpExecArray }[] =>
    resources.flatMap(({ operation, pattern }) => {
      const match = pattern.exec(path);
      return match ? [{ operation, match }] : [];
    });
  return {
    find(method, path) {
      const found = matching(path).find(({ operation }) => operation.method === method);
      if (!found) return undefined;
      return {
        operation: found.operation,
        pathParameters: found.match.groups ? { ...found.match.groups } : null,
      };
    },
    methods: (path) => matching(path).map(({ operation }) => operation.method),
  };
}

/** `{Name}` takes one segment, `{Name+}` the rest of the path. */
function patternOf(path: string): RegExp {
  const pattern = path
    .replaceAll('.', String.raw`\.`)
    .replaceAll(
      /\{(\w+)(\+?)\}/g,
      (_all, name: string, greedy: string) => `(?<${name}>${greedy ? '.+' : '[^/]+'})`,
    );
  return new RegExp(`^${pattern}$`);
}
