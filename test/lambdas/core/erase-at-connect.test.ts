import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  eraseAtConnect,
  type AskConnect,
  type AtConnect,
  type ErasureCommand,
} from '../../../lambdas/core/erase-at-connect.ts';

/** What Connect answers, one after the other, and the last again; an Error is thrown. */
type Answers = Partial<Readonly<Record<ErasureCommand, readonly unknown[]>>>;

interface Erased {
  readonly result: AtConnect;
  readonly asked: readonly (readonly [ErasureCommand, object])[];
  readonly slept: readonly number[];
}

/** Erases a contact where each instance answers so. Without an answer of its own, a command does what it is asked. */
async function erase(instances: Readonly<Record<string, Answers>>): Promise<Erased> {
  const asked: (readonly [ErasureCommand, object])[] = [];
  const slept: number[] = [];
  const ask = (command: ErasureCommand, input: { readonly InstanceId?: string | undefined }) => {
    const before = asked.filter(
      ([name, { InstanceId }]: readonly [string, { InstanceId?: string }]) =>
        name === command && InstanceId === input.InstanceId,
    );
    asked.push([command, input]);
    const answers = instances[input.InstanceId ?? '']?.[command] ?? [{}];
    const answer = answers[Math.min(before.length, answers.length - 1)];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const sleep = (milliseconds: number): Promise<void> => Promise.resolve(void slept.push(milliseconds));
  const result = await eraseAtConnect('contact', Object.keys(instances), { ask: ask as AskConnect, sleep });
  return { result, asked, slept };
}

function of(InstanceId: string, ContactId = 'contact') {
  return { InstanceId, ContactId };
}

const fields = { ContactFields: ['CUSTOMER_ENDPOINT'] };
const unknown: Answers = { ListAssociatedContacts: ['gone'] };
const failing = new Error('refused');

suite('Erasing a contact at Connect', () => {
  test('looks where its chat went, ends it, has its data deleted, and looks whether it went on', async () => {
    assert.deepEqual(await erase({ first: {}, second: {} }), {
      result: 'deleted',
      asked: [
        ['ListAssociatedContacts', of('first')],
        ['StopContact', of('first')],
        ['DeleteContactData', { ...of('first'), ...fields }],
        ['DescribeContact', of('first')],
      ],
      slept: [],
    });
  });

  test('does so with each contact that it was transferred to, on whichever page, and with no other', async () => {
    const pages = [
      {
        ContactSummaryList: [
          { ContactId: 'contact' },
          { ContactId: 'unrelated', InitialContactId: 'other', PreviousContactId: 'other' },
          { InitialContactId: 'contact' },
          { ContactId: 'first transfer', InitialContactId: 'contact', PreviousContactId: 'contact' },
        ],
        NextToken: 'more',
      },
      { ContactSummaryList: [{ ContactId: 'by its first', InitialContactId: 'contact' }], NextToken: 'last' },
      { ContactSummaryList: [{ ContactId: 'by the one before', PreviousContactId: 'contact' }] },
    ];
    const { result, asked } = await erase({ first: { ListAssociatedContacts: pages } });
    const contacts = ['contact', 'first transfer', 'by its first', 'by the one before'];
    assert.equal(result, 'deleted');
    assert.deepEqual(asked, [
      ['ListAssociatedContacts', of('first')],
      ['ListAssociatedContacts', { ...of('first'), NextToken: 'more' }],
      ['ListAssociatedContacts', { ...of('first'), NextToken: 'last' }],
      ...contacts.map((contact) => ['StopContact', of('first', contact)]),
      ...contacts.map((contact) => ['DeleteContactData', { ...of('first', contact), ...fields }]),
    ]);
  });

  test('asks an instance that does not know it nothing more, and then the next', async () => {
    const { result, asked } = await erase({ first: unknown, second: {}, third: {} });
    assert.equal(result, 'deleted');
    assert.deepEqual(
      asked.map(([command, { InstanceId }]: readonly [string, { InstanceId?: string }]) => [
        command,
        InstanceId,
      ]),
      [
        ['ListAssociatedContacts', 'first'],
        ['ListAssociatedContacts', 'second'],
        ['StopContact', 'second'],
        ['DeleteContactData', 'second'],
        ['DescribeContact', 'second'],
      ],
    );
    assert.equal((await erase({ first: unknown, second: unknown })).result, 'not there');
  });

  test('goes on to the next instance where one has lost the data since it was listed', async () => {
    const lost = { DeleteContactData: ['gone'] };
    assert.equal((await erase({ first: lost })).result, 'not there');
    const { result, asked } = await erase({ first: lost, second: {} });
    assert.equal(result, 'deleted');
    assert.equal(asked.filter(([command]) => command === 'DeleteContactData').length, 2);
  });

  test('is done where one of its contacts is lost, and another has its data deleted', async () => {
    const listed = { ContactSummaryList: [{ ContactId: 'next', PreviousContactId: 'contact' }] };
    for (const answers of [
      [{}, 'gone'],
      ['gone', {}],
    ])
      assert.equal(
        (await erase({ first: { ListAssociatedContacts: [listed], DeleteContactData: answers } })).result,
        'deleted',
      );
  });

  test('a contact that has ended already is erased like any other', async () => {
    assert.equal((await erase({ first: { StopContact: ['gone'] } })).result, 'deleted');
  });

  test('waits while Connect does not count it as ended, and gives up after two seconds', async () => {
    const patient = await erase({
      first: { DeleteContactData: [...Array.from({ length: 4 }, () => 'not ended'), {}] },
    });
    assert.equal(patient.result, 'deleted');
    assert.deepEqual(patient.slept, [500, 500, 500, 500]);

    const open = await erase({ first: { DeleteContactData: ['not ended'] }, second: {} });
    assert.equal(open.result, 'not ended');
    assert.deepEqual(open.slept, patient.slept);
    assert.deepEqual(
      open.asked.slice(2).map(([command]) => command),
      Array.from({ length: 5 }, () => 'DeleteContactData'),
    );
  });

  test('is not done where the contact was transferred to one that is not listed yet', async () => {
    const describing = async (Contact?: object): Promise<AtConnect> =>
      (await erase({ first: { DescribeContact: [{ Contact }] }, second: {} })).result;
    assert.equal(await describing({ DisconnectReason: 'TRANSFERRED' }), 'not ended');
    assert.equal(await describing({ DisconnectReason: 'TRANSFERRED', NextContacts: [] }), 'not ended');
    assert.equal(await describing({ NextContacts: [{ ContactId: 'next' }] }), 'not ended');
    assert.equal(await describing({ DisconnectReason: 'CUSTOMER_DISCONNECT', NextContacts: [] }), 'deleted');
    assert.equal(await describing(), 'deleted');
    assert.equal((await erase({ first: { DescribeContact: ['gone'] } })).result, 'deleted');
  });

  test('where Connect refuses, says why, unless another instance has it', async () => {
    for (const command of [
      'ListAssociatedContacts',
      'StopContact',
      'DeleteContactData',
      'DescribeContact',
    ] as const) {
      const refusing = { [command]: [failing] };
      assert.deepEqual((await erase({ first: refusing, second: unknown })).result, { failure: failing });
      assert.equal((await erase({ first: refusing, second: {} })).result, 'deleted');
    }
  });
});
