import type { SendOutcome } from './robot.ts';

const MINUTE = 60_000;

/** How long a robot that was sent too much stays shut. */
const LIMITED_FOR = 10 * MINUTE;

const LIMITED = 'the robot was sent more than 20 messages a minute and rests for about 10 minutes';
const TOO_LONG = 'the message is longer than the 20000 bytes that a robot takes';
const UNKNOWN_ROBOT = 'no robot has this token: was it deleted? Check the URL';
const CONTENT = 'DingTalk does not like what the message says';

/**
 * What an `errcode` means that is no success. The first seven are confirmed by reports of users; the others stand in
 * the vendor's current table.
 */
const MEANINGS: Readonly<Record<number, readonly [kind: 'later' | 'refused', reason: string]>> = {
  [-1]: ['later', 'DingTalk is busy'],
  130101: ['later', LIMITED],
  300001: ['refused', UNKNOWN_ROBOT],
  460101: ['refused', TOO_LONG],
  101002: ['refused', TOO_LONG],
  43004: ['refused', 'DingTalk does not take the request for JSON'],
  40035: ['refused', 'DingTalk does not take the request for JSON'],
  410100: ['later', LIMITED],
  400101: ['refused', UNKNOWN_ROBOT],
  400106: ['refused', UNKNOWN_ROBOT],
  400102: ['refused', 'the robot is switched off in its group'],
  400013: ['refused', 'the group of the robot is gone'],
  430101: ['refused', CONTENT],
  430102: ['refused', CONTENT],
  430103: ['refused', CONTENT],
  430104: ['refused', CONTENT],
};

/** What 310000 means, by its words: the one code stands for all settings of a robot's security. */
const SECURITY: readonly (readonly [RegExp, string])[] = [
  [/keyword/i, 'the robot takes only messages with its keyword: add CCM to its keywords'],
  [/sign/i, 'the sign does not match: the config must have the secret of this very robot'],
  [/timestamp/i, 'the time of the request is off by more than an hour: set the clock of this machine'],
  [/whitelist|\bip\b/i, 'the address of this machine is not among those the robot takes messages from'],
];

/** What an answer means. HTTP 200 says nothing: `errcode` in the body does. `safe` makes the robot's words fit to be shown. */
export function outcomeOf(status: number, body: string, safe: (text: string) => string): SendOutcome {
  if (status === 504) return unknown('a gateway got no answer from DingTalk in time (HTTP 504)');
  if (status >= 500) return later(`DingTalk is not available (HTTP ${status})`, MINUTE);
  if (status >= 300 && status < 400) {
    return refused(
      `the URL of the robot leads elsewhere (HTTP ${status}): it must be that of the robot itself`,
    );
  }
  const answer = parse(body);
  if (answer) return answer.errcode === 0 ? { kind: 'sent' } : byCode(answer.errcode, safe(answer.errmsg));
  if (status === 429) return later(`${LIMITED} (HTTP 429)`, LIMITED_FOR);
  if (status === 413) return refused(`${TOO_LONG} (HTTP 413)`);
  if (status >= 400) return refused(`what answers is no DingTalk robot (HTTP ${status}): check the URL`);
  return unknown(
    'the answer does not say whether the message was taken: is the URL that of a DingTalk robot?',
  );
}

/** Nothing was answered after the request had gone out. */
export function unknown(reason: string): SendOutcome {
  return { kind: 'unknown', reason, afterMilliseconds: MINUTE };
}

/** It did not arrive, and may be sent again. A minute, if not said otherwise. */
export function later(reason: string, afterMilliseconds = MINUTE): SendOutcome {
  return { kind: 'later', reason, afterMilliseconds };
}

/** A message that the robot will never take; `reason` is for a person, and holds no secret. */
export function refused(reason: string): SendOutcome {
  return { kind: 'refused', reason };
}

function byCode(errcode: number, errmsg: string): SendOutcome {
  const words = errmsg === '' ? `errcode ${errcode}` : `errcode ${errcode}: ${errmsg}`;
  if (errcode === 310000) {
    const hint = SECURITY.find(([pattern]) => pattern.test(errmsg))?.[1];
    return refused(`${hint ?? 'the security settings of the robot do not let the message pass'} (${words})`);
  }
  // A code that nobody knows: surely not sent, and perhaps not for good, so that the alert is kept.
  const [kind, reason] = MEANINGS[errcode] ?? ['later', 'DingTalk did not take the message'];
  if (kind === 'refused') return refused(`${reason} (${words})`);
  return later(`${reason} (${words})`, errcode === -1 ? MINUTE : LIMITED_FOR);
}

function parse(body: string): { readonly errcode: number; readonly errmsg: string } | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || !('errcode' in value)) return undefined;
    const errcode = codeOf(value.errcode);
    const errmsg = 'errmsg' in value && typeof value.errmsg === 'string' ? value.errmsg : '';
    return errcode === undefined ? undefined : { errcode, errmsg };
  } catch {
    return undefined;
  }
}

/** An integer, or its digits. Of much else (`[]`, `false`, a blank) JavaScript would make 0: that it was sent. */
function codeOf(value: unknown): number | undefined {
  const isCode = Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,15}$/.test(value));
  return isCode ? Number(value) : undefined;
}
