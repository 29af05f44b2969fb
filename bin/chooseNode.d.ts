export declare const OLDEST_NODE: string;
export declare function isAtLeast(version: string, oldest: string): boolean;
export declare function chooseNode(request: {
  readonly version: string;
  readonly isSecondTry: boolean;
  readonly findOther: () => string | undefined;
}):
  | { readonly how: 'here' }
  | { readonly how: 'with'; readonly node: string }
  | { readonly how: 'not'; readonly message: string };
