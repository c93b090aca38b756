import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Allows Lambda to place a function in a VPC. EC2 knows no narrower resource for it. */
export function networkStatement(): PolicyStatement {
  return new PolicyStatement({
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
    ],
    resources: ['*'],
  });
}
