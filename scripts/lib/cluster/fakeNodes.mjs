/**
 * How KWOK plays the nodes of a control plane for tests, and what lies around a cluster in a cloud: volumes and load
 * balancers. What fails, fails for a reason that holds on a cluster with real nodes too, so that a test can run on
 * either:
 *
 * - an image from a registry under the top-level domain `invalid`, which resolves nowhere, is never pulled;
 * - a container with the command `false` exits with 1: it loops, or fails its Job;
 * - a readiness probe with the command `false` leaves a container running and never ready;
 * - a load balancer class, an ingress class or a storage provisioner under `invalid` belongs to nobody.
 */

const NODE_CPUS = '64';
const NODE_MEMORY = '256Gi';
const NODE_PODS = '2000';

/** Zones that nodes are dealt out to, one after the other. */
const ZONES = ['a', 'b', 'c'];

// Conditions, in jq. One that cannot be evaluated does not hold.
const NOT_BEING_DELETED = '.metadata.deletionTimestamp == null';
const PENDING = `${NOT_BEING_DELETED} and .status.phase == "Pending" and .status.containerStatuses == null`;

const UNPULLABLE_IMAGE = '^[^/]+[.]invalid(:[0-9]+)?/';
const PULLABLE = `all(.spec.containers[]; .image | test("${UNPULLABLE_IMAGE}") | not)`;
const CRASHING = 'any(.spec.containers[]; .command == ["false"])';
const UNREADY = 'any(.spec.containers[]; .readinessProbe.exec.command == ["false"])';
const OF_A_JOB = 'any(.metadata.ownerReferences[]?; .kind == "Job")';

/** What the fake nodes report on themselves when they register, as a kubelet would. */
export function fakeNode(index, labels) {
  const name = `node-${index + 1}`;
  const resources = { cpu: NODE_CPUS, memory: NODE_MEMORY, pods: NODE_PODS };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': 'test',
        'topology.kubernetes.io/zone': `test-${ZONES[index % ZONES.length]}`,
        ...labels,
      },
    },
    status: { capacity: resources, allocatable: resources },
  };
}

/** The storage class that a claim gets which names none; the stages below provision for it as for any other. */
export const DEFAULT_STORAGE_CLASS = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: 'standard',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
  provisioner: 'volumes.blackstart.test',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};

/** KWOK's configuration file. Every container's log is the text of `logFile`. */
export function kwokConfiguration(logFile) {
  const objects = [
    ...nodeStages(),
    ...podStages(),
    ...volumeStages(),
    ...balancerStages(),
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterLogs',
      metadata: { name: 'all' },
      spec: { logs: [{ logsFile: logFile, follow: false }] },
    },
  ];
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

function nodeStages() {
  const notReady = 'any(.status.conditions[]?; .type == "Ready" and .status == "True") | not';
  const status = `
{{ $now := Now }}
phase: Running
addresses:
- { type: InternalIP, address: {{ NodeIP | Quote }} }
- { type: Hostname, address: {{ .metadata.name | Quote }} }
daemonEndpoints: { kubeletEndpoint: { Port: {{ NodePort }} } }
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
nodeInfo:
  architecture: amd64
  operatingSystem: linux
  kubeletVersion: {{ printf "kwok-%s" Version | Quote }}
  bootID: ''
  containerRuntimeVersion: ''
  kernelVersion: ''
  kubeProxyVersion: ''
  machineID: ''
  osImage: ''
  systemUUID: ''
`;
  return [stage('node-ready', 'Node', [notReady], [patchStatus(status)])];
}

function podStages() {
  const pullable = [PENDING, PULLABLE];
  const crashing = [...pullable, CRASHING];
  const running = [...pullable, not(CRASHING)];
  const neverRestarted = '.spec.restartPolicy == "Never"';
  return [
    stage(
      'pod-ready',
      'Pod',
      [...running, not(UNREADY)],
      [patchStatus(podStatus('Running', true))],
    ),
    stage(
      'pod-unready',
      'Pod',
      [...running, UNREADY],
      [
        patchStatus(podStatus('Running', false)),
        warning('Unhealthy', 'Readiness probe failed: the command "false" exited with 1'),
      ],
    ),
    stage(
      'pod-crash-loop',
      'Pod',
      [...crashing, not(neverRestarted)],
      [
        patchStatus(podStatus('Running', false)),
        warning('BackOff', 'Back-off restarting failed container'),
      ],
    ),
    stage(
      'pod-failed',
      'Pod',
      [...crashing, neverRestarted],
      [patchStatus(podStatus('Failed', false))],
    ),
    stage(
      'pod-image-pull',
      'Pod',
      [PENDING, not(PULLABLE)],
      [
        patchStatus(podStatus('Pending', false)),
        warning('Failed', 'Failed to pull image: no such host'),
      ],
    ),
    stage(
      'pod-complete',
      'Pod',
      [NOT_BEING_DELETED, '.status.phase == "Running"', OF_A_JOB, not(CRASHING)],
      [patchStatus(completedStatus())],
    ),
    stage('pod-delete', 'Pod', [not(NOT_BEING_DELETED)], [{ delete: true }]),
  ];
}

/** A pod's status once its containers have been tried. Which of them came up is told from each one's own fields. */
function podStatus(phase, ready) {
  return `
{{ $now := Now }}
{{ $never := eq .spec.restartPolicy "Never" }}
phase: ${phase}
startTime: {{ $now | Quote }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName (or .spec.hostNetwork false) .metadata.uid .metadata.name .metadata.namespace | Quote }}
conditions:
- { type: Initialized, status: 'True', lastTransitionTime: {{ $now | Quote }} }
{{ range list "Ready" "ContainersReady" }}
- type: {{ . }}
  status: '${ready ? 'True' : 'False'}'
  lastTransitionTime: {{ $now | Quote }}
  ${ready ? '' : 'reason: ContainersNotReady'}
{{ end }}
{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: 'True', lastTransitionTime: {{ $now | Quote }} }
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ''
  ready: true
  restartCount: 0
  {{ if eq (toString .restartPolicy) "Always" }}
  started: true
  state: { running: { startedAt: {{ $now | Quote }} } }
  {{ else }}
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
  {{ end }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
{{ $probe := join " " (dig "readinessProbe" "exec" "command" list .) }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ''
  {{ if regexMatch "${UNPULLABLE_IMAGE}" .image }}
  ready: false
  started: false
  restartCount: 0
  state:
    waiting:
      reason: ImagePullBackOff
      message: {{ printf "Back-off pulling image %q: no such host" .image | Quote }}
  {{ else if eq (join " " .command) "false" }}
  {{ $ended := printf "{ exitCode: 1, reason: Error, startedAt: %q, finishedAt: %q }" $now $now }}
  ready: false
  started: false
  {{ if $never }}
  restartCount: 0
  state: { terminated: {{ $ended }} }
  {{ else }}
  restartCount: 7
  state:
    waiting:
      reason: CrashLoopBackOff
      message: {{ printf "back-off restarting failed container %s" .name | Quote }}
  lastState: { terminated: {{ $ended }} }
  {{ end }}
  {{ else }}
  ready: {{ ne $probe "false" }}
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ $now | Quote }} } }
  {{ end }}
{{ end }}
`;
}

function completedStatus() {
  return `
{{ $now := Now }}
phase: Succeeded
conditions:
{{ range list "Ready" "ContainersReady" }}
- { type: {{ . }}, status: 'False', reason: PodCompleted, lastTransitionTime: {{ $now | Quote }} }
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ''
  ready: false
  started: false
  restartCount: 0
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
{{ end }}
`;
}

/**
 * A storage provisioner's part only: the volume for a claim that the control plane has handed to one, and its removal.
 * Binding, also in the order that WaitForFirstConsumer asks for, is the control plane's own.
 */
function volumeStages() {
  const provisioner = '.metadata.annotations["volume.kubernetes.io/storage-provisioner"]';
  const volume = `
{{ $provisioner := index .metadata.annotations "volume.kubernetes.io/storage-provisioner" }}
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pvc-{{ .metadata.uid }}
  annotations: { pv.kubernetes.io/provisioned-by: {{ $provisioner | Quote }} }
spec:
  accessModes: {{ toJson .spec.accessModes }}
  capacity: { storage: {{ .spec.resources.requests.storage | Quote }} }
  persistentVolumeReclaimPolicy: Delete
  storageClassName: {{ .spec.storageClassName | Quote }}
  volumeMode: {{ .spec.volumeMode | default "Filesystem" | Quote }}
  csi: { driver: {{ $provisioner | Quote }}, volumeHandle: {{ .metadata.uid | Quote }} }
  claimRef:
    apiVersion: v1
    kind: PersistentVolumeClaim
    namespace: {{ .metadata.namespace | Quote }}
    name: {{ .metadata.name | Quote }}
    uid: {{ .metadata.uid | Quote }}
`;
  return [
    stage(
      'claim-provision',
      'PersistentVolumeClaim',
      [
        NOT_BEING_DELETED,
        '.spec.volumeName == null',
        `${provisioner} | endswith(".invalid") | not`,
      ],
      [{ apply: { template: volume } }],
    ),
    stage(
      'volume-delete',
      'PersistentVolume',
      [
        NOT_BEING_DELETED,
        '.status.phase == "Released"',
        '.spec.persistentVolumeReclaimPolicy == "Delete"',
        '.metadata.annotations["pv.kubernetes.io/provisioned-by"] != null',
      ],
      [{ delete: true }],
    ),
  ];
}

function balancerStages() {
  const noAddress = '.status.loadBalancer.ingress == null';
  const status = `
loadBalancer:
  ingress:
  - hostname: {{ printf "%s.%s.balancer.test" .metadata.name .metadata.namespace | Quote }}
`;
  return [
    stage(
      'service-balancer',
      'Service',
      [
        NOT_BEING_DELETED,
        noAddress,
        '.spec.type == "LoadBalancer"',
        '.spec.loadBalancerClass // "" | test("[.]invalid(/|$)") | not',
      ],
      [patchStatus(status)],
    ),
    stage(
      'ingress-balancer',
      'Ingress',
      [NOT_BEING_DELETED, noAddress, '.spec.ingressClassName // "" | endswith(".invalid") | not'],
      [patchStatus(status)],
      'networking.k8s.io/v1',
    ),
  ];
}

/** A change that KWOK makes to each object of a kind for which all of the conditions hold. */
function stage(name, kind, conditions, steps, apiGroup = 'v1') {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup, kind },
      selector: { matchExpressions: conditions.map(holds) },
      steps,
    },
  };
}

function holds(condition) {
  return { jq: { key: condition, operator: 'In', values: ['true'] } };
}

function not(condition) {
  return `(${condition}) | not`;
}

function patchStatus(template) {
  return { patch: { subresource: 'status', root: 'status', template } };
}

function warning(reason, message) {
  return { event: { type: 'Warning', reason, message } };
}
