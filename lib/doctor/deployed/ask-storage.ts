import { asked, type ClientConfiguration } from '../asked.ts';
import type { LogFact, TableFact } from './facts.ts';

export async function askTable(TableName: string, configuration: ClientConfiguration): Promise<TableFact> {
  const {
    DescribeContinuousBackupsCommand,
    DescribeTableCommand,
    DescribeTimeToLiveCommand,
    DynamoDBClient,
  } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(configuration);
  const [{ Table }, pointInTimeRecovery, timeToLive] = await Promise.all([
    client.send(new DescribeTableCommand({ TableName })),
    asked(async () => {
      const { ContinuousBackupsDescription: backups } = await client.send(
        new DescribeContinuousBackupsCommand({ TableName }),
      );
      return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
    }),
    asked(async () => {
      const { TimeToLiveDescription: expiry } = await client.send(
        new DescribeTimeToLiveCommand({ TableName }),
      );
      return /^ENABL(ED|ING)$/.test(expiry?.TimeToLiveStatus ?? '') ? expiry?.AttributeName : undefined;
    }),
  ]);
  return {
    status: Table?.TableStatus ?? 'UNKNOWN',
    deletionProtection: Table?.DeletionProtectionEnabled ?? false,
    keyArn: Table?.SSEDescription?.KMSMasterKeyArn,
    pointInTimeRecovery,
    timeToLive,
  };
}

export async function askLogGroup(name: string, configuration: ClientConfiguration): Promise<LogFact> {
  const { CloudWatchLogsClient, DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const { logGroups = [] } = await new CloudWatchLogsClient(configuration).send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
  );
  const group = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (!group) throw Object.assign(new Error(name), { name: 'ResourceNotFoundException' });
  return { retention: group.retentionInDays, keyArn: group.kmsKeyId };
}
