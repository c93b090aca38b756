import {
  CfnParameter,
  type DockerImageAssetLocation,
  type FileAssetLocation,
  FileAssetPackaging,
  type FileAssetSource,
  Fn,
  type ISynthesisSession,
  type Stack,
  StackSynthesizer,
} from 'aws-cdk-lib';

/**
 * Takes the functions' code from where two parameters say, and not from the bucket of CDK's bootstrap. The files are
 * named after their contents: under a fixed name, CloudFormation would not see that the code has changed.
 */
export class CodeParameters extends StackSynthesizer {
  /** The folders in the cloud assembly, by the name of the file that is to be made of each. */
  readonly files = new Map<string, string>();

  /** One stack alone uses it: the app has no other. */
  reusableBind(stack: Stack): this {
    this.bind(stack);
    return this;
  }

  override bind(stack: Stack): void {
    super.bind(stack);
    new CfnParameter(stack, 'CodeBucket', {
      description: 'The bucket with the zip files of the package, in the Region of the stack',
      allowedPattern: '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
      constraintDescription: 'must be the name of a bucket',
    });
    new CfnParameter(stack, 'CodePrefix', {
      description:
        'What the keys of the zip files begin with, up to and with a slash; nothing if they begin with nothing',
      default: '',
      allowedPattern: '(|[^/].*/)',
      constraintDescription: 'must be empty, or end in a slash and not begin with one',
    });
  }

  addFileAsset({ displayName = '', fileName, packaging, sourceHash }: FileAssetSource): FileAssetLocation {
    if (fileName === undefined || packaging !== FileAssetPackaging.ZIP_DIRECTORY)
      throw new Error(
        `${displayName} is no folder: lib/package/code-parameters.ts has to know how to pack it`,
      );
    const name = `${called(displayName)}-${sourceHash.slice(0, 16)}.zip`;
    this.files.set(name, fileName);
    const bucketName = Fn.ref('CodeBucket');
    const objectKey = Fn.join('', [Fn.ref('CodePrefix'), name]);
    const httpUrl = `https://${bucketName}.s3.${this.boundStack.region}.${this.boundStack.urlSuffix}/${objectKey}`;
    return { bucketName, objectKey, httpUrl, s3ObjectUrl: `s3://${bucketName}/${objectKey}` };
  }

  addDockerImageAsset(): DockerImageAssetLocation {
    throw new Error('The package has no images');
  }

  synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
    this.emitArtifact(session);
  }
}

/** Returns the part of a path such as Default/Functions/Connect/Function/Code that tells it from others. */
function called(displayName: string): string {
  const telling = displayName.split('/').filter((part) => !/^(Default|Functions?|Code|Resource)$/.test(part));
  return telling.join('-').toLowerCase() || 'code';
}
