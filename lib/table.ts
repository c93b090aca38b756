import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { dueIndex, table as schema, tableCalls } from '../lambdas/table.ts';
import type { Config } from './config/config.ts';

/** Creates the table of sessions and of the ledger. The functions seal what it stores of tokens. */
export function createTable(scope: Construct, { production, optional }: Config): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: { name: schema.partitionKey, type: AttributeType.STRING },
    timeToLiveAttribute: schema.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: production,
    // Not RETAIN_ON_UPDATE_OR_DELETE: when the stack's creation fails, CloudFormation would delete the table, and what is
    // protected cannot be deleted (docs/decisions/0009-when-a-creation-fails.md).
    removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    ...(optional.keyArn === undefined
      ? { encryption: TableEncryption.DEFAULT }
      : {
          encryption: TableEncryption.CUSTOMER_MANAGED,
          encryptionKey: Key.fromKeyArn(scope, 'Key', optional.keyArn),
        }),
  });
  // One index: CloudFormation adds no second one to a table in the same update.
  table.addGlobalSecondaryIndex({
    indexName: dueIndex.name,
    partitionKey: { name: dueIndex.partitionKey, type: AttributeType.STRING },
    sortKey: { name: dueIndex.sortKey, type: AttributeType.NUMBER },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}

/** Allows the calls on the table. Both functions of the API make all of them. */
export function tableStatements(table: Table, config: Config): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: tableCalls.map((call) => `dynamodb:${call}`),
      resources: [table.tableArn],
    }),
    ...keyStatements(config),
  ];
}

/** Allows the table's key, where it is one of the deployment's own. */
export function keyStatements({ region, optional }: Config): PolicyStatement[] {
  if (optional.keyArn === undefined) return [];
  return [
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [optional.keyArn],
      // DynamoDB uses the key in the function's name. The function has no other use for it.
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` } },
    }),
  ];
}
