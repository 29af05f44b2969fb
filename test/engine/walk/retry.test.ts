import { describe, expect, it } from 'vitest';
import {
  classifyFailure,
  RETRY_POLICIES,
  retryDelay,
  saysAlreadyExists,
} from '../../../src/engine/walk/retry.js';
import type { RetryClass } from '../../../src/model/events.js';
import { ProviderError } from '../../../src/model/provider.js';

/** Codes by which AWS's own SDKs know that they are throttled: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLING_CODES = [
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
];

describe('throttling', () => {
  it.each(THROTTLING_CODES)('is known by the code %s of whatever API', (code) => {
    expect(classifyFailure(new ProviderError(`${code}: please wait`, 'UNKNOWN'))).toBe('throttled');
  });

  it('is not what a limit on the number of things is: that one no patience helps', () => {
    const full = 'LimitExceededException: Cannot exceed quota for RolesPerAccount: 1000';
    expect(classifyFailure(new ProviderError(full, 'UNKNOWN'))).toBeUndefined();
  });
});

describe('a failure that passes', () => {
  it.each<[RetryClass, string]>([
    ['throttled', 'api error Throttling: Rate exceeded'],
    ['throttled', 'ThrottlingException: Rate exceeded'],
    ['throttled', 'api error RequestLimitExceeded: Request limit exceeded.'],
    ['throttled', 'api error TooManyRequestsException: Too Many Requests'],
    ['throttled', 'api error SlowDown: Please reduce your request rate.'],
    ['throttled', 'api error PriorRequestNotComplete: The request was rejected'],
    [
      'throttled',
      'the server responded with the status code 429 but did not return more information',
    ],
    [
      'cooldown',
      'api error AWS.SimpleQueueService.QueueDeletedRecently: You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    ],
    [
      'in-progress',
      'OperationAborted: A conflicting conditional operation is currently in progress against this resource. Please try again.',
    ],
    ['in-progress', 'api error ConcurrentModificationException: please try again'],
    [
      'in-progress',
      'ResourceInUseException: Attempt to change a resource which is still in use: Table is being deleted: orders',
    ],
    ['in-progress', 'api error DependencyViolation: resource sg-1 has a dependent object'],
    [
      'in-progress',
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'in-progress',
      'namespaces "shop" is forbidden: unable to create new content in namespace shop because it is being terminated',
    ],
    [
      'eventual-consistency',
      'MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::1:role/r"',
    ],
    [
      'eventual-consistency',
      'InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.',
    ],
    [
      'eventual-consistency',
      'InvalidParameterException: Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
    ],
    [
      'eventual-consistency',
      'ValidationError: The default Service-Linked Role for Auto Scaling could not be created.',
    ],
    [
      'in-progress',
      'LimitExceededException: Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted simultaneously',
    ],
    [
      'eventual-consistency',
      'InvalidParameterValue: Value (web) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
    ],
    [
      'eventual-consistency',
      "api error InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist",
    ],
    [
      'eventual-consistency',
      "api error InvalidGroup.NotFound: The security group 'sg-1' does not exist",
    ],
    [
      'eventual-consistency',
      'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook',
    ],
    ['eventual-consistency', 'no endpoints available for service "webhook"'],
    [
      'ambiguous',
      'RequestError: send request failed, caused by: read tcp: connection reset by peer',
    ],
    ['ambiguous', 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'],
    [
      'eventual-consistency',
      "InvalidSecurityGroupID.NotFound: The security group 'sg-1' does not exist",
    ],
    ['ambiguous', 'unexpected EOF'],
  ])('is %s: %s', (expected, message) => {
    expect(classifyFailure(new Error(message))).toBe(expected);
  });

  it('is told by the status where the message says nothing', () => {
    expect(classifyFailure(new ProviderError('gone', 'UNAVAILABLE'))).toBe('transport');
    expect(classifyFailure(new ProviderError('late', 'DEADLINE_EXCEEDED'))).toBe('ambiguous');
    expect(classifyFailure(new ProviderError('stopped', 'ABORTED'))).toBe('ambiguous');
    expect(classifyFailure(new ProviderError('Rate exceeded', 'UNAVAILABLE'))).toBe('throttled');
  });
});

describe('a failure that stays', () => {
  it.each([
    'api error AccessDenied: User: arn:aws:iam::1:user/u is not authorized to perform: s3:CreateBucket',
    'api error ValidationException: 1 validation error detected',
    'api error InvalidParameterValue: Address 10.0.0.0/33 is not a valid CIDR block',
    'api error VpcLimitExceeded: The maximum number of VPCs has been reached.',
    'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1',
    'deployments.apps is forbidden: User "u" cannot create resource "deployments"',
  ])('has no class: %s', (message) => {
    expect(classifyFailure(new ProviderError(message, 'UNKNOWN'))).toBeUndefined();
  });
});

describe('already exists', () => {
  it.each([
    'api error EntityAlreadyExists: Role with name r already exists.',
    'BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded',
    'ResourceInUseException: Cluster already exists with name: main',
    'QueueNameExists: A queue already exists with the same name and a different value for attribute',
    'InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0" already exists',
    'namespaces "shop" already exists',
  ])('is what it says: %s', (message) => {
    expect(saysAlreadyExists(new Error(message))).toBe(true);
  });

  it.each(['AccessDenied', 'namespaces "shop" not found', 'Throttling: Rate exceeded'])(
    'is not said by: %s',
    (message) => {
      expect(saysAlreadyExists(new Error(message))).toBe(false);
    },
  );
});

describe.each(Object.entries(RETRY_POLICIES))('the waits of %s', (name, policy) => {
  const retryClass = name as RetryClass;
  const attempts = Array.from({ length: policy.attempts - 1 }, (_, index) => index + 2);

  it('begin short, grow and stay below the longest', () => {
    const highest = attempts.map((attempt) => retryDelay(retryClass, attempt, 0.999_999)!);
    expect(highest[0]).toBeLessThanOrEqual(policy.firstSeconds);
    for (const [index, seconds] of highest.entries()) {
      expect(seconds).toBeLessThanOrEqual(policy.longestSeconds);
      expect(seconds).toBeGreaterThanOrEqual(highest[index - 1] ?? 0);
    }
  });

  it('are never shorter than half, whatever the chance', () => {
    for (const attempt of attempts) {
      const lowest = retryDelay(retryClass, attempt, 0)!;
      expect(lowest).toBeGreaterThan(0);
      expect(retryDelay(retryClass, attempt, 0.5)).toBeCloseTo(lowest * 1.5);
    }
  });

  it('end', () => {
    expect(retryDelay(retryClass, policy.attempts, 0)).toBeDefined();
    expect(retryDelay(retryClass, policy.attempts + 1, 0)).toBeUndefined();
  });
});
