import { UsageError } from '../errors.ts';

/** A CCM version as its four leading numbers: `v1.9.3.164-g2105d2e-aliyun` is [1, 9, 3, 164]. */
export type CcmVersion = readonly [number, number, number, number];

const VERSION = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?(?:[-+].*)?$/;

/** Reads a version; undefined when the text is none. */
export function parseCcmVersion(text: string | undefined): CcmVersion | undefined {
  const match = VERSION.exec(text?.trim() ?? '');
  if (!match) return undefined;
  const [, major, minor, patch = '0', build = '0'] = match;
  return [Number(major), Number(minor), Number(patch), Number(build)];
}

/** Whether a version is the given one or a later one. */
export function isAtLeast(version: CcmVersion, ...least: readonly number[]): boolean {
  for (const [index, part] of version.entries()) {
    const wanted = least[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/** The newest version that the rules were written after, and held against. */
export const NEWEST_KNOWN = '2.14.0';

/** Whether a version is later than any that is known, builds of the newest one aside. */
export function isBeyondKnown(text: string): boolean {
  const [version, newest] = [parseCcmVersion(text), parseCcmVersion(NEWEST_KNOWN)];
  if (!version || !newest) return false;
  const [major, minor, patch] = version;
  const [newestMajor, newestMinor, newestPatch] = newest;
  return (
    !(major === newestMajor && minor === newestMinor && patch === newestPatch) &&
    isAtLeast(version, ...newest)
  );
}

/** What the version that the clusters are to be upgraded to does; see docs/semantics.md, "Generations". */
export interface CcmFeatures {
  /** v2.10.0: additional-resource-tags are enforced on instances that exist already. */
  readonly enforcesAdditionalTags: boolean;
  /** v2.11.0: acl-id may list several ids. */
  readonly severalAclIds: boolean;
  /** v2.13.0: domain-extensions are compared. */
  readonly domainExtensions: boolean;
  /** v2.14.0: default-weight is read. */
  readonly defaultWeight: boolean;
  /** v1.9.3.164: with externalTrafficPolicy Local a node's weight follows its pods. */
  readonly localWeightsFollowPods: boolean;
  /** v1.x: a listener is stopped before it is deleted, and may forward to the default server group. */
  readonly firstGeneration: boolean;
}

/** @throws UsageError VERSION_UNREADABLE when the text is no version */
export function featuresOf(targetCcmVersion: string): CcmFeatures {
  // Callers without types may give a number.
  const version = parseCcmVersion(String(targetCcmVersion));
  if (!version) {
    throw new UsageError(
      `"${targetCcmVersion}" is no CCM version; write it like 2.14.0 or v1.9.3.164-g2105d2e`,
      {
        code: 'VERSION_UNREADABLE',
      },
    );
  }
  return {
    enforcesAdditionalTags: isAtLeast(version, 2, 10),
    severalAclIds: isAtLeast(version, 2, 11),
    domainExtensions: isAtLeast(version, 2, 13),
    defaultWeight: isAtLeast(version, 2, 14),
    localWeightsFollowPods: isAtLeast(version, 1, 9, 3, 164),
    firstGeneration: !isAtLeast(version, 2),
  };
}
