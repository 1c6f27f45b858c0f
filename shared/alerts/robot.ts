/** Where a message goes: a DingTalk robot with its secrets filled in. */
export interface Robot {
  /** Tells it from others in keys, logs and messages; says nothing of its secrets. */
  readonly id: string;
  /** With the access token in it: a secret. */
  readonly url: string;
  /** Of a signed robot: a secret. */
  readonly secret?: string;
  readonly atMobiles: readonly string[];
}

/** One message of kind markdown. */
export interface Message {
  readonly title: string;
  readonly text: string;
}

/**
 * What became of one sending: `sent`; `later` (the robot is busy or full, or the network failed: the same message may be
 * sent again after `afterMilliseconds`); `unknown` (it was sent, and no answer came: it may have arrived); `refused` (it
 * will never be taken as it is: wrong secret, wrong token, too long, keyword missing).
 */
export type SendOutcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'later' | 'unknown'; readonly reason: string; readonly afterMilliseconds: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** Sends a message. Never throws on what is remote; no reason holds a secret. */
export type Send = (robot: Robot, message: Message) => Promise<SendOutcome>;
