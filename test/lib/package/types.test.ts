import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { compilerOptions, run, writeForeignApp } from '../../support/foreign-app.ts';
import { skip, stranger } from './stranger.ts';

/** Programs that compile, and programs that must not, by compilers as apps have set them up. */

/** Each comment says what the compiler has to refuse in the line below; that it does not is an error, too. */
const program = `
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { type AlarmBase, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant } from 'aws-cdk-lib/aws-iam';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { ConnectChatBff, type ConnectChatBffProps, type EntryPointSetting, type SignIn } from 'connect-chat-bff';

const instanceArn = 'arn:aws:connect:eu-central-1:123456789012:instance/11111111-1111-4111-8111-111111111111';
const contactFlowId = '22222222-2222-4222-8222-222222222222';
const allowedOrigins = ['https://www.example.com'];
const stackProps: StackProps = {};
const stack = new Stack(new App(), 'Support', stackProps);

const sales: EntryPointSetting = { contactFlowId, chatDurationInMinutes: 120 };
const signIn: SignIn = { issuer: 'https://id.example.com', audience: ['chat'], claims: {}, anonymous: false };
const props: ConnectChatBffProps = { instanceArn, contactFlowId, entryPoints: { sales }, allowedOrigins, signIn };
const chat: ConnectChatBff = new ConnectChatBff(stack, 'Flow', props);
new ConnectChatBff(stack, 'EntryPoints', { instanceArn, entryPoints: { sales }, allowedOrigins });
new ConnectChatBff(stack, 'Placed', { entryPoints: { sales: { contactFlowId, instanceArn } }, allowedOrigins });
new ConnectChatBff(stack, 'More', { ...props, production: true, webAcl: 'off', alarmThresholds: { TableErrors: 9 } });

const url: string = chat.url;
const names: string[] = [url, chat.deployment, chat.api.restApiId, chat.table.tableName];
names.push(chat.functions.participant.functionArn, chat.functions.connect.lambda.functionName);
const alarm: AlarmBase | undefined = chat.alarms['SealFailed'];
const widget = new GraphWidget({ left: [chat.metricErrors(), chat.metricChatsRefused('Full', { label: 'full' })] });
chat.dashboard.addWidgets(widget);
alarm?.alarmArn.toString();
const grant: Grant = chat.grantStart(new Role(stack, 'BackEnd', { assumedBy: new AccountRootPrincipal() }));
grant.assertSuccess();

// @ts-expect-error: no origins
new ConnectChatBff(stack, '1', { instanceArn, contactFlowId });
// @ts-expect-error: no flow
new ConnectChatBff(stack, '2', { instanceArn, allowedOrigins });
// @ts-expect-error: no instance
new ConnectChatBff(stack, '3', { contactFlowId, allowedOrigins });
// @ts-expect-error: no instance of this entry point
new ConnectChatBff(stack, '4', { entryPoints: { sales: { contactFlowId } }, allowedOrigins });
// @ts-expect-error: the app's
new ConnectChatBff(stack, '5', { ...props, tags: { team: 'support' } });
// @ts-expect-error: misspelt
new ConnectChatBff(stack, '6', { ...props, productoin: true });
// @ts-expect-error: of another type
new ConnectChatBff(stack, '7', { ...props, logRetentionDays: '30' });
// @ts-expect-error: the repository's own
new ConnectChatBff(stack, '8', props, {});
// @ts-expect-error: no reason
chat.metricChatsRefused('full');
// @ts-expect-error: fixed
chat.url = url;
`;

const settings = {
  'node16, as CommonJS': { folder: 'commonjs', options: { module: 'node16' } },
  bundler: { folder: 'module', options: { module: 'esnext', moduleResolution: 'bundler' } },
  'exactOptionalPropertyTypes and verbatimModuleSyntax': {
    folder: 'module',
    options: {
      module: 'nodenext',
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
    },
  },
} as const;

/** What compilers before TypeScript 7 also have: \`cdk init\` has long written such apps. */
const older = {
  'node10, as CommonJS': { folder: 'commonjs', options: { module: 'commonjs', moduleResolution: 'node10' } },
  // The declarations of others are checked above.
  'nodenext, as CommonJS': { folder: 'commonjs', options: { module: 'nodenext', skipLibCheck: true } },
} as const;

suite('The types of the package', () => {
  let app: string;
  before(async () => {
    app = await writeForeignApp('module', '');
  });

  async function compile(
    name: string,
    { folder, options }: { folder: string; options: object },
    compiler?: string,
  ): Promise<void> {
    const of = join(app, name.replaceAll(/\W+/g, '-'));
    mkdirSync(of);
    const write = (file: string, content: object): void =>
      writeFileSync(join(of, file), JSON.stringify(content));
    write('package.json', { type: folder });
    write('tsconfig.json', {
      compilerOptions: { ...compilerOptions, noEmit: true, ...options },
      files: ['app.ts'],
    });
    writeFileSync(join(of, 'app.ts'), program);
    await (compiler === undefined ? run(of, 'tsc', []) : run(of, 'node', [compiler]));
  }

  for (const [name, setting] of Object.entries(settings))
    test(`hold with ${name}`, () => compile(name, setting));

  for (const [name, setting] of Object.entries(older))
    test(`hold with ${name}, by TypeScript 5`, { skip }, () =>
      compile(`older ${name}`, setting, stranger('typescript/bin/tsc')),
    );
});
