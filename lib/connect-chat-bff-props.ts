import type { EntryPointSetting, Settings } from './config/setting-types.ts';

/** What an app decides for itself, by CDK's own means. */
export type OfTheApp = 'stackName' | 'tags' | 'bootstrapQualifier';

/** The instance and the flow of `default`; further entry points are of the same instance unless they name one. */
interface Flow {
  /** The Connect instance's ARN. Decides account and Region. */
  readonly instanceArn: string;
  /** The flow, by id or ARN, of the entry point `default`. */
  readonly contactFlowId: string;
  /**
   * Further flows that pages may name as `EntryPoint`, by name.
   *
   * @default - `default` alone
   */
  readonly entryPoints?: Readonly<Record<string, EntryPointSetting>>;
}

/** Entry points of one instance. */
interface EntryPoints {
  /** The Connect instance's ARN. Decides account and Region. */
  readonly instanceArn: string;
  readonly contactFlowId?: undefined;
  /** The flows that pages may name as `EntryPoint`, by name, at least one; `default` is that of pages that name none. */
  readonly entryPoints: Readonly<Record<string, EntryPointSetting>>;
}

/** Entry points of several instances, all of one account and Region. */
interface PlacedEntryPoints {
  readonly instanceArn?: undefined;
  readonly contactFlowId?: undefined;
  /** The flows that pages may name as `EntryPoint`, by name, at least one; `default` is that of pages that name none. */
  readonly entryPoints: Readonly<Record<string, EntryPointSetting & { readonly instanceArn: string }>>;
}

/**
 * Properties of {@link ConnectChatBff}: the settings of docs/deploy.md, less those that an app has other means for. Key,
 * topic, certificate, web ACL, boundary and the ids of a VPC may be those of resources of the app; all other values have
 * to be known when the app is synthesized.
 */
export type ConnectChatBffProps = Omit<Settings, OfTheApp | keyof Flow | 'allowedOrigins'> & {
  /** The origins of the pages that may use the API, exactly: scheme, host and port. At least one. */
  readonly allowedOrigins: readonly string[];
} & (Flow | EntryPoints | PlacedEntryPoints);
