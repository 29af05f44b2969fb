/** What a gate says at one moment. */
export type GateState =
  | { readonly state: 'open' }
  | { readonly state: 'waiting'; readonly reason: string }
  /** It will not open by waiting. */
  | { readonly state: 'failed'; readonly reason: string };

/** A check that must hold before dependents may start. */
export interface Gate {
  readonly name: string;
  /** Seconds of the target. */
  readonly timeoutSeconds: number;
  check(): Promise<GateState>;
  /** What a person would look up first when it does not open; empty when there is nothing to say. */
  explain?(): Promise<string>;
}

export const OPEN: GateState = { state: 'open' };
export const waiting = (reason: string): GateState => ({ state: 'waiting', reason });
export const failed = (reason: string): GateState => ({ state: 'failed', reason });
