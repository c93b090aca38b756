import { account, pageHost, region } from './emulator.ts';

/** The page that may use what is deployed: that of docs/deploy.md. */
export const pageOrigin = `https://${pageHost}`;

export const instanceArn = `arn:aws:connect:${region}:${account}:instance/11111111-1111-4111-8111-111111111111`;
export const contactFlowId = '22222222-2222-4222-8222-222222222222';

/** The three that a deployment cannot do without. */
export const readmeSettings: readonly string[] = [
  `instanceArn=${instanceArn}`,
  `contactFlowId=${contactFlowId}`,
  `allowedOrigins=${pageOrigin}`,
];
