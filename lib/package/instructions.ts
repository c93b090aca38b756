import type { Config } from '../config/config.ts';

/** Writes what to do with the package, with the deployment's names. */
export function instructions({ account, partition, production, region, stackName }: Config): string {
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `Connect Chat BFF without CDK: the stack ${stackName}, for account ${account} and Region ${region}.

Put all files into a bucket of yours in ${region}:

  aws s3 cp . s3://BUCKET/${stackName}/ --recursive

Then, with the AWS CLI or, word for word the same behind "sam deploy", with AWS SAM:

  aws cloudformation deploy --region ${region} --stack-name ${stackName} --template-file template.json \\
    --s3-bucket BUCKET --s3-prefix ${stackName} --capabilities CAPABILITY_IAM \\
    --parameter-overrides CodeBucket=BUCKET CodePrefix=${stackName}/

or with Terraform:

  resource "aws_s3_object" "template" {
    bucket = "BUCKET"
    key    = "${stackName}/\${filesha256("template.json")}.json"
    source = "template.json"
  }

  resource "aws_cloudformation_stack" "chat" {
    name         = "${stackName}"
    template_url = "https://\${aws_s3_object.template.bucket}.s3.${region}.${suffix}/\${aws_s3_object.template.key}"
    parameters   = { CodeBucket = "BUCKET", CodePrefix = "${stackName}/" }
    capabilities = ["CAPABILITY_IAM"]
  }

The outputs are the API's URL, a line to try it with, and the dashboard's address. For another setting or version,
package anew and repeat the same: files keep their names as long as their contents are the same.
${production ? protection(stackName, region) : ''}`;
}

/** Says how to set termination protection, which a template cannot. */
function protection(stackName: string, region: string): string {
  return `
The settings say production. What CDK does besides, in that case, is one command:

  aws cloudformation update-termination-protection --enable-termination-protection \\
    --region ${region} --stack-name ${stackName}
`;
}
