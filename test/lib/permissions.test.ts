import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Service } from '../../lambdas/core/access.ts';
import { connectDynamoDb, type DynamoDb } from '../../lambdas/adapters/dynamodb.ts';
import { newTrace } from '../../lambdas/core/trace.ts';
import { operations, type Permission } from '../../lambdas/operations/operations.ts';
import { tableCalls } from '../../lambdas/table.ts';
import { startWireServer } from '../lambdas/transport/wire-server.ts';
import { contactFlowId, everything, instanceArn, keyArn, queueId } from './configurations.ts';
import { resolver } from '../deployment/services/references.ts';
import { isAllowed, statementsOf, type Request } from './policies.ts';
import { only, resourcesOf, synthesized, type Template } from './synthesized.ts';

const example = 'the command line';
const contact = `${instanceArn}/contact/99999999-9999-4999-8999-999999999999`;
const flow = `${instanceArn}/contact-flow/${contactFlowId}`;
const otherFlow = `${instanceArn}/contact-flow/88888888-8888-4888-8888-888888888888`;
const otherInstance =
  'arn:aws:connect:eu-central-1:123456789012:instance/99999999-1111-4111-8111-111111111111';
const otherTable = 'arn:aws:dynamodb:eu-central-1:123456789012:table/another';

/** What the functions ask of Connect, and with which resources at a time. A new action is a decision, and stands here. */
const granted: Readonly<Record<Permission, readonly (readonly string[])[]>> = {
  // The contact is that of a persistent chat, or a related one.
  'connect:StartChatContact': [[flow], [flow, contact]],
  'connect:CreateParticipant': [[instanceArn, contact]],
  // Nothing of timers, unless an entry point has some.
  'connect:UpdateParticipantRoleConfig': [],
  'connect:GetContactMetrics': [[instanceArn, contact]],
  // Nothing of queues, unless an entry point names one.
  'connect:GetCurrentMetricData': [],
  'connect:DescribeQueue': [],
  'connect:GetEffectiveHoursOfOperations': [],
  // Nothing of erasures, unless they are to ask Connect.
  'connect:ListAssociatedContacts': [],
  'connect:DescribeContact': [],
  'connect:StopContact': [],
  'connect:DeleteContactData': [],
};
const queueArn = `${instanceArn}/queue/${queueId}`;
const hours = `${instanceArn}/operating-hours/77777777-7777-4777-8777-777777777777`;
/** What an entry point that names its queue adds. */
const grantedWithQueue: readonly Request[] = [
  { action: 'connect:GetCurrentMetricData', resources: [queueArn] },
  { action: 'connect:DescribeQueue', resources: [queueArn] },
  { action: 'connect:GetEffectiveHoursOfOperations', resources: [instanceArn, hours] },
];
const grantedRequests: readonly Request[] = Object.entries(granted).flatMap(([action, requests]) =>
  requests.map((resources) => ({ action, resources })),
);

interface Roles {
  readonly template: Template;
  readonly table: string;
  readonly roles: Readonly<Record<Service, string>>;
  readonly logs: Readonly<Record<Service, string>>;
}

function rolesOf(name: string): Roles {
  const { template } = synthesized(name);
  const find = (type: string, word: string): string =>
    resourcesOf(template, type)
      .map(([id]) => id)
      .find((id) => id.startsWith(`Functions${word}`)) ?? assert.fail(`no ${type} of ${word}`);
  const resolve = resolver(template);
  const arn = (id: string): string => resolve({ 'Fn::GetAtt': [id, 'Arn'] }) as string;
  const log = (word: string): string =>
    arn(find('AWS::Logs::LogGroup', word)).replace(/:\*$/, ':log-stream:one');
  const [table] = only(template, 'AWS::DynamoDB::Table');
  return {
    template,
    table: arn(table),
    roles: {
      participant: find('AWS::IAM::Role', 'ParticipantRole'),
      connect: find('AWS::IAM::Role', 'ConnectRole'),
    },
    logs: { participant: log('ParticipantLog'), connect: log('ConnectLog') },
  };
}

function asked(name: string, service: Service, request: Request): boolean {
  const { template, roles } = rolesOf(name);
  return isAllowed(statementsOf(template, roles[service]), request);
}

/** What the code asks DynamoDB for, by its own requests: those of each method that the stores are made of. */
async function askedOfDynamoDb(): Promise<string[]> {
  const server = await startWireServer();
  const db = connectDynamoDb({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    now: () => 0,
    tableName: 'table',
  });
  const condition = { expression: 'attribute_exists(#pk)', values: {} };
  const methods: Readonly<Record<Exclude<keyof DynamoDb, 'ahead'>, () => Promise<unknown>>> = {
    get: () => db.get('a', newTrace()),
    put: () => db.put({ pk: { S: 'a' } }, undefined, newTrace()),
    update: () => db.update('a', 'REMOVE #b', condition, newTrace()),
    updated: () => db.updated('a', 'SET #b = :b', condition, newTrace()),
    remove: () => db.remove('a', condition, newTrace()),
  };
  for (const method of Object.values(methods)) await method();
  const targets = server.requests.flatMap(({ headers }) =>
    headers.filter(([name]) => name.toLowerCase() === 'x-amz-target').map(([, target]) => target),
  );
  return [...new Set(targets)].map((target) => `dynamodb:${target.split('.')[1]}`).toSorted();
}

const tableActions = tableCalls.map((call) => `dynamodb:${call}`).toSorted();

test('the calls on the table are those that the stores make', async () => {
  assert.deepEqual(await askedOfDynamoDb(), tableActions);
});

test('the functions may make every call that their code makes', () => {
  const { table, logs } = rolesOf(example);
  for (const service of ['participant', 'connect'] as const) {
    for (const action of tableActions)
      assert.ok(asked(example, service, { action, resources: [table] }), action);
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents'])
      assert.ok(asked(example, service, { action, resources: [logs[service]] }), action);
  }
  const needed = new Set(operations.flatMap(({ permissions }) => permissions));
  assert.deepEqual([...needed].toSorted(), Object.keys(granted).toSorted());
  for (const request of grantedRequests) assert.ok(asked(example, 'connect', request), request.action);
});

test('the secret of a verification is read by the function that starts chats, where there is one, and by no other', () => {
  const secret = everything.verification?.secretArn ?? assert.fail('no secret');
  const action = 'secretsmanager:GetSecretValue';
  assert.ok(asked('every setting', 'connect', { action, resources: [secret] }));
  assert.ok(!asked('every setting', 'connect', { action, resources: [`${secret}2`] }));
  assert.ok(!asked('every setting', 'connect', { action: 'ssm:GetParameter', resources: [secret] }));
  assert.ok(!asked('every setting', 'participant', { action, resources: [secret] }));
  for (const service of ['participant', 'connect'] as const)
    assert.ok(!asked(example, service, { action, resources: [secret] }));
});

test('no function may make a call on the table that the code does not make', () => {
  const { template, roles } = rolesOf(example);
  for (const role of Object.values(roles)) {
    const held = statementsOf(template, role)
      .flatMap(({ actions }) => actions)
      .filter((action) => action.startsWith('dynamodb:'));
    assert.deepEqual(held.toSorted(), tableActions);
  }
});

test('both functions are denied everything else', () => {
  const { table, logs } = rolesOf(example);
  const { account, region } = synthesized(example).config;
  const log = (name: string): string => `arn:aws:logs:${region}:${account}:log-group:${name}:log-stream:one`;
  const denied: Request[] = [
    ...['Scan', 'Query', 'BatchGetItem', 'BatchWriteItem', 'DeleteTable', 'UpdateTable', 'DescribeTable'].map(
      (call) => ({ action: `dynamodb:${call}`, resources: [table] }),
    ),
    ...['ExportTableToPointInTime', 'UpdateTimeToLive', 'PutResourcePolicy', 'PartiQLSelect'].map((call) => ({
      action: `dynamodb:${call}`,
      resources: [table],
    })),
    ...tableActions.map((action) => ({ action, resources: [otherTable] })),
    { action: 'dynamodb:GetItem', resources: [`${table}/index/any`] },
    { action: 'dynamodb:GetItem', resources: [table.replace('eu-central-1', 'us-east-1')] },
    { action: 'dynamodb:GetItem', resources: [table.replace('123456789012', '210987654321')] },
    { action: 'dynamodb:GetItem', resources: ['*'] },
    { action: 'connect:StartChatContact', resources: [otherFlow] },
    { action: 'connect:StartChatContact', resources: [otherFlow, contact] },
    { action: 'connect:StartChatContact', resources: [`${otherInstance}/contact-flow/${contactFlowId}`] },
    { action: 'connect:StartChatContact', resources: [flow, `${otherInstance}/contact/any`] },
    { action: 'connect:StartChatContact', resources: [`${flow}0`] },
    { action: 'connect:StartChatContact', resources: [instanceArn] },
    { action: 'connect:StartChatContact', resources: ['*'] },
    { action: 'connect:CreateParticipant', resources: [otherInstance, `${otherInstance}/contact/any`] },
    { action: 'connect:CreateParticipant', resources: [instanceArn, `${otherInstance}/contact/any`] },
    { action: 'connect:CreateParticipant', resources: ['*'] },
    ...['StopContact', 'DescribeContact', 'ListAssociatedContacts', 'DeleteContactData'].map((call) => ({
      action: `connect:${call}`,
      resources: [contact],
    })),
    ...[
      'UpdateContactAttributes',
      'GetContactAttributes',
      'TransferContact',
      'StartOutboundVoiceContact',
      'StartWebRTCContact',
      'StartContactStreaming',
      'MonitorContact',
    ].flatMap((call) =>
      Object.hasOwn(granted, `connect:${call}`) ? [] : [{ action: `connect:${call}`, resources: [contact] }],
    ),
    ...['DescribeInstance', 'DeleteInstance', 'ListUsers', 'CreateUser', 'SearchContacts'].map((call) => ({
      action: `connect:${call}`,
      resources: [instanceArn],
    })),
    { action: 'connect:GetContactMetrics', resources: [otherInstance, `${otherInstance}/contact/any`] },
    { action: 'connect:DescribeHoursOfOperation', resources: [hours] },
    ...grantedWithQueue,
    { action: 'connect:DescribeContactFlow', resources: [flow] },
    { action: 'connect:UpdateContactFlowContent', resources: [flow] },
    { action: 'connect:GetFederationToken', resources: [instanceArn] },
    { action: 'logs:CreateLogGroup', resources: [log('another')] },
    { action: 'logs:PutLogEvents', resources: [log('another')] },
    { action: 'logs:GetLogEvents', resources: [logs.connect] },
    { action: 'logs:DeleteLogGroup', resources: [logs.connect] },
    { action: 'iam:PassRole', resources: ['arn:aws:iam::123456789012:role/any'] },
    { action: 'sts:AssumeRole', resources: ['arn:aws:iam::123456789012:role/any'] },
    { action: 'lambda:InvokeFunction', resources: ['arn:aws:lambda:eu-central-1:123456789012:function:any'] },
    {
      action: 'secretsmanager:GetSecretValue',
      resources: ['arn:aws:secretsmanager:eu-central-1:123456789012:secret:any'],
    },
    { action: 's3:GetObject', resources: ['arn:aws:s3:::any/any'] },
    { action: 'kms:Decrypt', resources: [keyArn] },
    { action: 'ec2:CreateNetworkInterface', resources: ['*'] },
    { action: 'xray:PutTraceSegments', resources: ['*'] },
  ];
  assert.ok(denied.length >= 40, `${denied.length} denied requests`);
  for (const service of ['participant', 'connect'] as const)
    for (const request of denied)
      assert.equal(
        asked(example, service, request),
        false,
        `${service}: ${request.action} on ${request.resources.join(', ')}`,
      );
});

test('the participant function, which parses what browsers send, holds no permission on Connect at all', () => {
  for (const request of grantedRequests) assert.equal(asked(example, 'participant', request), false);
  const { template, roles } = rolesOf(example);
  for (const { actions } of statementsOf(template, roles.participant))
    for (const action of actions) assert.match(action, /^(dynamodb|logs):\w+$/);
});

test('an entry point that names its queue lets the connect function read that queue, and no other', () => {
  const name = 'every setting';
  const others: readonly Request[] = grantedWithQueue.flatMap(({ action, resources }) =>
    [`${queueArn}0`, `${instanceArn}/queue/88888888-8888-4888-8888-888888888888`, otherInstance]
      .filter(() => resources.includes(queueArn))
      .map((resource) => ({ action, resources: [resource] })),
  );
  for (const request of grantedWithQueue) {
    assert.ok(asked(name, 'connect', request), request.action);
    assert.equal(asked(name, 'participant', request), false);
  }
  assert.equal(others.length, 6);
  for (const request of [
    ...others,
    { action: 'connect:GetEffectiveHoursOfOperations', resources: [otherInstance, hours] },
    { action: 'connect:UpdateQueueHoursOfOperation', resources: [queueArn] },
  ])
    assert.equal(asked(name, 'connect', request), false, `${request.action} on ${request.resources.join()}`);
});

test('an entry point with idle timers lets the connect function set those of its instance’s contacts, and of no other', () => {
  const name = 'every setting';
  const action = 'connect:UpdateParticipantRoleConfig';
  const [untimed = '', timed = ''] = synthesized(name).config.instanceArns;
  const allowed = (service: Service, ...resources: readonly string[]): boolean =>
    asked(name, service, { action, resources });
  assert.ok(allowed('connect', timed, `${timed}/contact/any`));
  assert.ok(!allowed('participant', timed, `${timed}/contact/any`));
  assert.ok(!allowed('connect', untimed, `${untimed}/contact/any`));
  assert.ok(!asked(example, 'connect', { action, resources: [instanceArn, contact] }));
});

test('with eraseAtConnect the connect function may end contacts of its instances and have their data deleted, and no other function', () => {
  const name = 'every setting';
  const [first = '', second = ''] = synthesized(name).config.instanceArns;
  for (const call of ['StopContact', 'DescribeContact', 'ListAssociatedContacts', 'DeleteContactData']) {
    const allowed = (service: Service, ...resources: readonly string[]): boolean =>
      asked(name, service, { action: `connect:${call}`, resources });
    for (const arn of [first, second]) {
      assert.ok(allowed('connect', `${arn}/contact/any`), call);
      assert.ok(!allowed('participant', `${arn}/contact/any`), call);
      assert.ok(!allowed('connect', arn), call);
    }
    for (const resource of [`${otherInstance}/contact/any`, '*'])
      assert.ok(!allowed('connect', resource), `${call} ${resource}`);
  }
});

test('neither function may write the log of the other', () => {
  const { logs } = rolesOf(example);
  for (const [service, other] of [
    ['participant', logs.connect],
    ['connect', logs.participant],
  ] as const)
    assert.equal(asked(example, service, { action: 'logs:PutLogEvents', resources: [other] }), false);
});

test('no statement has an action with a wildcard, nor a resource that is one', () => {
  for (const name of [example, 'the environment prod', 'no web ACL']) {
    const { template, roles } = rolesOf(name);
    for (const role of Object.values(roles))
      for (const { actions, resources } of statementsOf(template, role)) {
        for (const action of actions) assert.doesNotMatch(action, /[*?]/);
        for (const resource of resources) assert.notEqual(resource, '*');
      }
  }
});

test('a customer-managed key can be used through DynamoDB alone', () => {
  const name = 'every setting';
  const request = { action: 'kms:Decrypt', resources: [keyArn] };
  for (const service of ['participant', 'connect'] as const) {
    const via = (host: string): boolean =>
      asked(name, service, { ...request, context: { 'kms:ViaService': host } });
    assert.ok(via('dynamodb.eu-central-1.amazonaws.com'));
    assert.equal(via('s3.eu-central-1.amazonaws.com'), false);
    assert.equal(asked(name, service, request), false);
    assert.equal(asked(name, service, { action: 'kms:ScheduleKeyDeletion', resources: [keyArn] }), false);
  }
});

test('with several entry points, each flow is allowed on its own instance only', () => {
  const name = 'every setting';
  const { contactFlowArns, instanceArns } = synthesized(name).config;
  assert.equal(contactFlowArns.length, 2);
  for (const arn of contactFlowArns)
    assert.ok(asked(name, 'connect', { action: 'connect:StartChatContact', resources: [arn] }));
  const [first = '', second = ''] = instanceArns;
  const crossed = contactFlowArns.map((arn) =>
    arn.startsWith(first) ? arn.replace(first, second) : arn.replace(second, first),
  );
  for (const arn of crossed)
    assert.equal(asked(name, 'connect', { action: 'connect:StartChatContact', resources: [arn] }), false);
});

test('the functions can be called by this API alone, each method by its own permission', () => {
  for (const name of [example, 'every setting']) {
    const { template } = synthesized(name);
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').filter(
      // What ends chats is called by their events, and by its schedule's role.
      ([, { Properties }]) => Properties['Principal'] !== 'events.amazonaws.com',
    );
    assert.equal(permissions.length, operations.length);
    const [api] = only(template, 'AWS::ApiGateway::RestApi');
    for (const [, { Properties }] of permissions) {
      assert.equal(Properties['Principal'], 'apigateway.amazonaws.com');
      const source = JSON.stringify(Properties['SourceArn']);
      assert.ok(source.includes(api));
      assert.doesNotMatch(source, /test-invoke-stage/);
    }
  }
});

test('what ends chats may stop contacts of the configured instances, and look at them, and nothing else', () => {
  const { template, table } = rolesOf(example);
  const role =
    resourcesOf(template, 'AWS::IAM::Role')
      .map(([id]) => id)
      .find((id) => id.startsWith('ReaperRole')) ?? assert.fail('no role of the reaper');
  const statements = statementsOf(template, role);
  const may = (action: string, resource: string): boolean =>
    isAllowed(statements, { action, resources: [resource] });
  for (const call of ['StopContact', 'DescribeContact', 'ListAssociatedContacts']) {
    assert.ok(may(`connect:${call}`, contact), call);
    for (const resource of [`${otherInstance}/contact/any`, instanceArn, '*'])
      assert.equal(may(`connect:${call}`, resource), false, `${call} ${resource}`);
  }
  const actions = statements.flatMap((one) => one.actions);
  assert.deepEqual(actions.toSorted(), [
    'connect:DescribeContact',
    'connect:ListAssociatedContacts',
    'connect:StopContact',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]);
  assert.ok(may('dynamodb:Query', `${table}/index/due`));
  for (const resource of [table, `${table}/index/any`, otherTable])
    assert.equal(may('dynamodb:Query', resource), false, resource);
});
