import { AwsClients } from '../../model/aws/clients.js';
import { parseConnection } from '../../model/aws/connection.js';
import {
  ProviderError,
  type CheckResult,
  type CreateRequest,
  type CreateResult,
  type InvokeResult,
  type LiveState,
  type ProviderDiff,
  type ReadRequest,
  type UpdateRequest,
} from '../../model/provider.js';
import type { PropertyMap } from '../../model/values.js';
import { checkInputs } from './check.js';
import { compareInputs } from './compare.js';
import { AwsContext } from './context.js';
import { toProviderError } from './failure.js';
import { awsResources } from './index.js';
import { awsInvoke } from './invokes.js';
import { createResource, readResource, updateResource, type Operation } from './lifecycle.js';
import { USE_GENUINE_PLUGIN } from './remedy.js';
import type { AwsResource } from './resource.js';

export interface DiffQuestion {
  readonly type: string;
  readonly oldInputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

/** One configured instance of the built-in provider. */
export class AwsProvider {
  private constructor(private readonly context: AwsContext) {}

  /** Fails when there are no credentials, or when they are for an account that the configuration does not allow. */
  static async configure(inputs: PropertyMap): Promise<AwsProvider> {
    const parsed = parseConnection(inputs);
    if ('failures' in parsed) {
      const reasons = parsed.failures.map(({ property, reason }) => `${property} ${reason}`);
      throw new ProviderError(reasons.join('; '), 'INVALID_ARGUMENT');
    }
    const { connection } = parsed;
    try {
      const context = await AwsContext.open(new AwsClients(connection, 'provider'));
      const { allowedAccounts, forbiddenAccounts } = connection;
      const isAllowed =
        (allowedAccounts.length === 0 || allowedAccounts.includes(context.account)) &&
        !forbiddenAccounts.includes(context.account);
      if (!isAllowed) {
        throw new ProviderError(
          `the credentials are for account ${context.account}, which the provider's configuration does not allow`,
          'PERMISSION_DENIED',
        );
      }
      return new AwsProvider(context);
    } catch (error) {
      throw toProviderError(error);
    }
  }

  check(type: string, news: PropertyMap, proposedName: string | undefined): CheckResult {
    const { region } = this.context;
    return checkInputs({ definition: definitionOf(type), news, proposedName, region });
  }

  diff({ type, ...question }: DiffQuestion): ProviderDiff {
    return compareInputs({ definition: definitionOf(type), ...question });
  }

  create(request: CreateRequest, signal: AbortSignal): Promise<CreateResult> {
    return asked(createResource(this.operation(request.type, signal), request));
  }

  read(request: ReadRequest, signal: AbortSignal): Promise<LiveState | undefined> {
    return asked(readResource(this.operation(request.type, signal), request));
  }

  update(request: UpdateRequest, signal: AbortSignal): Promise<{ readonly outputs: PropertyMap }> {
    return asked(updateResource(this.operation(request.type, signal), request));
  }

  invoke(token: string, args: PropertyMap): Promise<InvokeResult> {
    return asked(awsInvoke(token, args, this.context));
  }

  private operation(type: string, signal: AbortSignal): Operation {
    return { definition: definitionOf(type), context: this.context, signal };
  }
}

function definitionOf(type: string): AwsResource {
  const definition = awsResources.get(type);
  if (definition === undefined) {
    throw new ProviderError(
      `the built-in AWS provider does not cover ${type}: ${USE_GENUINE_PLUGIN}`,
      'UNIMPLEMENTED',
    );
  }
  return definition;
}

async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw toProviderError(error);
  }
}
