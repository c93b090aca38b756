import { parseConfig, type Config } from '../config/config.ts';
import type { Settings } from '../config/setting-types.ts';
import { askStack } from '../doctor/account/ask-stack.ts';
import { resourcesOf } from '../doctor/account/facts.ts';
import { failureOf, type ClientConfiguration } from '../doctor/asked.ts';
import { detailOf } from '../doctor/facts.ts';
import { connectClient } from './connect-client.ts';
import { contactsOfPerson, type SearchSurroundings } from './contacts-of-person.ts';
import { eraseAtConnect, type ToldOfConnect } from './erase-at-connect.ts';
import { eraseRows, type Receipt } from './erase-rows.ts';
import { parseOptions, usage } from './options.ts';

/** What the command works with, besides its command line. */
export interface Surroundings extends SearchSurroundings {
  readonly environments: Readonly<Record<string, Settings>>;
  /** CDK's context of cdk.json, which -c overrides. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Returns the configuration of clients for a Region. */
  readonly aws: (region: string) => ClientConfiguration;
  /** Takes text to print, line ends included: the receipts, a line of JSON for each contact. */
  readonly print: (text: string) => void;
}

/**
 * Erases contacts. Resolves with the process's exit code: 0 if all of what was asked for is deleted, or listed; 1 also
 * where nothing is found, as a search that finds nothing may have been for the wrong thing.
 */
export async function erase(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { context, environments, print, progress } = surroundings;
  const options = parseOptions(argv, surroundings.now());
  if ('help' in options) {
    print(usage);
    return 0;
  }
  const parsed =
    'problems' in options ? options : parseConfig({ ...context, ...options.context }, environments);
  if ('problems' in parsed || 'problems' in options) {
    const { problems } = parsed as { readonly problems: readonly string[] };
    for (const problem of problems) progress(`✖ ${problem.replace(/^- /, '')}\n`);
    progress('Nothing is deleted. See --help.\n');
    return 1;
  }
  const { config } = parsed;
  const configuration = surroundings.aws(config.region);
  const found =
    options.search && (await contactsOfPerson(options.search, config, configuration, surroundings));
  if (found && 'refused' in found) {
    progress(`✖ ${found.refused}. Nothing is deleted.\n`);
    return 1;
  }
  if (options.list) {
    for (const [ContactId, { instanceId, began }] of found ?? [])
      print(`${JSON.stringify({ ContactId, InstanceId: instanceId, InitiationTimestamp: began })}\n`);
    return 0;
  }
  try {
    const tableName = options.table ?? (await tableOf(config, configuration));
    if (tableName === undefined) {
      progress(`✖ The stack ${config.stackName} has no table: name it by --table\n`);
      return 1;
    }
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const receipts = await eraseRows(found ? [...found.keys()] : options.contacts, {
      client: new DynamoDBClient(configuration),
      tableName,
      now: surroundings.now(),
      onPage: (rows) => progress(`… ${rows} rows read\n`),
    });
    const connect = options.atConnect ? await connectClient(configuration) : undefined;
    let complete = true;
    for (const [contact, receipt] of receipts) {
      const instanceId = found?.get(contact)?.instanceId;
      if (instanceId !== undefined) receipt.instanceIds.add(instanceId);
      const atConnect = connect && (await eraseAtConnect(contact, receipt, config, connect));
      complete &&= atConnect === undefined || atConnect === 'deleted' || atConnect === 'not there';
      print(`${JSON.stringify(told(contact, receipt, atConnect))}\n`);
    }
    return complete ? 0 : 1;
  } catch (error) {
    progress(`✖ Not all is deleted (${detailOf(failureOf(error))}): repeat the command\n`);
    return 1;
  }
}

async function tableOf(
  { stackName }: Config,
  configuration: ClientConfiguration,
): Promise<string | undefined> {
  const stack = await askStack(stackName, configuration);
  return resourcesOf(stack, 'AWS::DynamoDB::Table')[0]?.physicalId;
}

function told(contact: string, receipt: Receipt, atConnect: ToldOfConnect | undefined): object {
  return {
    ContactId: contact,
    Sessions: receipt.sessions,
    LedgerRecords: receipt.ledgerRecords,
    QueuePositions: receipt.queuePositions,
    QuotaShares: receipt.quotaShares,
    ...(atConnect !== undefined && { AtConnect: atConnect }),
  };
}
