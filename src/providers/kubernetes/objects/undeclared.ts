import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { mapAt } from '../../paths.js';
import { groupOf, type Header } from './kinds.js';

/** An object as an inventory lists it. */
export interface LiveObject {
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly metadata: PropertyMap;
}

/** Why an object need not be declared: which objects a rule leaves out, and the reason. */
export interface LeftOut {
  readonly match: string;
  readonly reason: string;
}

/** Kinds whose objects are records of what happens, or figures: they say nothing of how the system should be. */
const FLEETING: ReadonlySet<string> = new Set([
  '/Event',
  'events.k8s.io/Event',
  // Both list where a Service leads to.
  '/Endpoints',
  'discovery.k8s.io/EndpointSlice',
  // Who of several is the leader at the moment.
  'coordination.k8s.io/Lease',
  'coordination.k8s.io/LeaseCandidate',
]);

/** Groups whose "objects" are measured at the moment that they are asked for. */
const MEASURED = /(^|\.)metrics\.k8s\.io$/;

export function isFleeting(header: Pick<Header, 'apiVersion' | 'kind'>): boolean {
  const group = groupOf(header);
  return FLEETING.has(`${group}/${header.kind}`) || MEASURED.test(group);
}

const ROOT_CERTIFICATES: LeftOut = {
  match: 'kubernetes:core/v1:ConfigMap::*/kube-root-ca.crt',
  reason: 'Kubernetes puts it into every namespace',
};
const DEFAULT_ACCOUNT: LeftOut = {
  match: 'kubernetes:core/v1:ServiceAccount::*/default',
  reason: 'Kubernetes puts it into every namespace',
};
const OWNED: LeftOut = {
  match: 'objects with an owner',
  reason: 'another object has made them, and makes them again',
};
const TOKENS: LeftOut = {
  match: 'tokens of service accounts',
  reason: 'Kubernetes makes them for the account',
};
const CLAIMS: LeftOut = {
  match: 'claims of StatefulSets',
  reason: 'a StatefulSet has made them of its template',
};

/** By which rule an object is left out that nobody declares; undefined for one that somebody must have added. */
export function comesByItself(
  object: LiveObject,
  statefulSets: readonly Pick<LiveObject, 'namespace' | 'name'>[],
): LeftOut | undefined {
  const { group, kind, name, namespace, metadata } = object;
  const owners = metadata['ownerReferences'];
  if (Array.isArray(owners) && (owners as PropertyValue[]).some(isPropertyMap)) return OWNED;
  switch (`${group}/${kind}`) {
    case '/ConfigMap':
      return name === 'kube-root-ca.crt' ? ROOT_CERTIFICATES : undefined;
    case '/ServiceAccount':
      return name === 'default' ? DEFAULT_ACCOUNT : undefined;
    case '/Secret': {
      const account = mapAt(metadata, 'annotations')['kubernetes.io/service-account.name'];
      const uid = mapAt(metadata, 'annotations')['kubernetes.io/service-account.uid'];
      return typeof account === 'string' && typeof uid === 'string' ? TOKENS : undefined;
    }
    case '/PersistentVolumeClaim': {
      const made = statefulSets.some(
        (set) => set.namespace === namespace && isClaimOf(set.name, name),
      );
      return made ? CLAIMS : undefined;
    }
    default:
      return undefined;
  }
}

/** `<template>-<name of the set>-<ordinal>` */
function isClaimOf(set: string, claim: string): boolean {
  const at = claim.lastIndexOf('-');
  return /^\d+$/.test(claim.slice(at + 1)) && claim.slice(0, at).endsWith(`-${set}`);
}
