/** Why a type of the package cannot be had from the built-in provider; undefined for every kind of object. */
export function refusedType(type: string): string | undefined {
  if (/^kubernetes:helm\.sh\/v3:Release$/.test(type)) {
    return (
      'a Release is kept by the Helm library of the genuine plugin, which the built-in provider has not; ' +
      'declare a kubernetes.helm.v3.Chart or v4.Chart, or run with --kubernetes-provider plugin'
    );
  }
  if (/^kubernetes:(?!apiextensions)[^:]+:\w+List$/.test(type) && !type.endsWith(':List')) {
    return `${type} stands for many objects, which a cluster does not keep as one; declare each by itself`;
  }
  return undefined;
}
