import { DomainName, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import { stageName } from '../../lambdas/core/stage-name.ts';
import type { Config } from '../config/config.ts';

/** Puts the API under a host name of your own. The stage stays in the path, so that URLs look the same everywhere. */
export function createDomain(scope: Construct, api: RestApi, { optional }: Config): DomainName | undefined {
  const { domainName, certificateArn } = optional;
  if (domainName === undefined || certificateArn === undefined) return undefined;
  const domain = new DomainName(scope, 'Domain', {
    domainName,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  domain.addBasePathMapping(api, { basePath: stageName, stage: api.deploymentStage });
  return domain;
}
