import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { skip, strangersModule } from './stranger.ts';

/** As much of @redocly/openapi-core as is used. */
interface Redocly {
  readonly createConfig: (config: { readonly extends: readonly string[] }) => Promise<object>;
  readonly lintFromString: (options: {
    readonly source: string;
    readonly absoluteRef: string;
    readonly config: object;
  }) => Promise<
    readonly {
      readonly severity: string;
      readonly ruleId: string;
      readonly message: string;
      readonly location: readonly { readonly pointer?: string }[];
    }[]
  >;
}

/** As much of Spectral as is used. Its packages are CommonJS. */
interface SpectralCore {
  readonly default: {
    readonly Document: new (source: string, parser: object, name: string) => object;
    readonly Spectral: new () => {
      setRuleset(ruleset: { readonly extends: readonly unknown[] }): void;
      run(
        document: object,
      ): Promise<
        readonly { readonly code: string; readonly message: string; readonly path: readonly unknown[] }[]
      >;
    };
  };
}

suite('The rulesets of others find nothing in what GET /openapi.json answers', { skip }, () => {
  let api: LocalApi;
  let source: string;
  before(async () => {
    api = await startLocalApi();
    source = await (await fetch(`${api.url}/openapi.json`)).text();
  });
  after(() => api.close());

  test('Redocly’s recommended rules', async () => {
    assert.deepEqual(await redoclyFindings(source), []);
    // It does look: a document without its paths is another.
    assert.notDeepEqual(await redoclyFindings(spoilt(source)), []);
  });

  test('Spectral’s rules for OpenAPI', async () => {
    assert.deepEqual(await spectralFindings(source), []);
    assert.notDeepEqual(await spectralFindings(spoilt(source)), []);
  });
});

/** With what each ruleset must notice. */
function spoilt(source: string): string {
  const { info: _, ...rest } = JSON.parse(source) as { readonly info: unknown };
  return JSON.stringify(rest);
}

async function redoclyFindings(source: string): Promise<readonly string[]> {
  const { createConfig, lintFromString } = await strangersModule<Redocly>('@redocly/openapi-core');
  const config = await createConfig({ extends: ['recommended'] });
  const findings = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return findings.map(
    ({ severity, ruleId, message, location }) =>
      `${severity} ${ruleId} at ${location[0]?.pointer ?? '#'}: ${message}`,
  );
}

async function spectralFindings(source: string): Promise<readonly string[]> {
  const [core, rulesets, parsers] = await Promise.all([
    strangersModule<SpectralCore>('@stoplight/spectral-core'),
    strangersModule<{ readonly default: { readonly oas: object } }>('@stoplight/spectral-rulesets'),
    strangersModule<{ readonly default: { readonly Json: object } }>('@stoplight/spectral-parsers'),
  ]);
  const { Document, Spectral } = core.default;
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [rulesets.default.oas] });
  const findings = await spectral.run(new Document(source, parsers.default.Json, 'openapi.json'));
  return findings.map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`);
}
