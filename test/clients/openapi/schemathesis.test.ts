import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { operations } from '../../../lambdas/operations/operations.ts';
import { startLocalApi } from '../../support/local-api.ts';
import { pythonProgram } from '../../support/optional-program.ts';
import { ended } from '../../support/program.ts';

const schemathesis = pythonProgram('schemathesis');

/** What has to hold of every answer, whatever was asked. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
];

test(
  'Schemathesis, asking what the document allows and what it does not, finds every answer as described',
  { skip: schemathesis.skip },
  async () => {
    const api = await startLocalApi();
    const folder = await mkdtemp(join(tmpdir(), 'schemathesis-'));
    try {
      const { code, stdout, stderr } = await ended(
        spawn(schemathesis.path(), parameters(api.url), {
          // Where it is run, it leaves what it has found.
          cwd: folder,
          env: {
            ...process.env,
            PYTHONPATH: import.meta.dirname,
            PYTHONDONTWRITEBYTECODE: '1',
            SCHEMATHESIS_HOOKS: 'bearers',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      );
      assert.equal(code, 0, `${stdout}${stderr}`);
      const { length } = operations;
      assert.match(stdout, new RegExp(`Selected: ${length}/${length}\\n +Tested: ${length}\\n`));
    } finally {
      await api.close();
      await rm(folder, { recursive: true });
    }
  },
);

function parameters(url: string): readonly string[] {
  return [
    'run',
    `${url}/openapi.json`,
    `--url=${url}`,
    // Else it leaves out the operation that it has the document from.
    '--include-path-regex=^/',
    '--phases=examples,coverage,fuzzing',
    '--max-examples=10',
    '--seed=1',
    '--generation-database=none',
    `--checks=${checks.join()}`,
    '--continue-on-failure',
    '--no-color',
  ];
}
