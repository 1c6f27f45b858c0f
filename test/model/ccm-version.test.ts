import { describe, expect, it } from 'vitest';
import { PreflightError } from '../../shared/index.ts';
import {
  type CcmFeatures,
  type CcmVersion,
  featuresOf,
  isAtLeast,
  parseCcmVersion,
} from '../../shared/model/ccm-version.ts';

describe('parseCcmVersion', () => {
  it.each<[string | undefined, CcmVersion | undefined]>([
    ['2.14.0', [2, 14, 0, 0]],
    ['v2.14.0', [2, 14, 0, 0]],
    ['2.14', [2, 14, 0, 0]],
    ['v1.9.3.164-g2105d2e-aliyun', [1, 9, 3, 164]],
    ['1.9.3.276', [1, 9, 3, 276]],
    ['v2.10.0+build', [2, 10, 0, 0]],
    ['v2.10.0-rc.1', [2, 10, 0, 0]],
    [' v2.9.1\n', [2, 9, 1, 0]],
    ['02.09.01', [2, 9, 1, 0]],
    ['2', undefined],
    ['v', undefined],
    ['', undefined],
    [undefined, undefined],
    ['latest', undefined],
    ['2.x', undefined],
    ['2.14.0 or so', undefined],
    ['-2.14.0', undefined],
    ['V2.14.0', undefined],
    ['2,14,0', undefined],
    ['2.14.0.1.5', undefined],
    ['9999999.1', undefined],
  ])('reads %j as %j', (text, expected) => {
    const version = parseCcmVersion(text);

    expect(version).toEqual(expected);
  });
});

describe('isAtLeast', () => {
  it.each<[CcmVersion, readonly number[], boolean]>([
    [[2, 14, 0, 0], [2, 14], true],
    [[2, 14, 0, 0], [2, 14, 0, 0], true],
    [[2, 14, 0, 0], [2, 14, 0, 1], false],
    [[2, 9, 1, 0], [2, 10], false],
    [[2, 10, 0, 0], [2, 9, 9], true],
    [[3, 0, 0, 0], [2, 14], true],
    [[1, 9, 3, 164], [1, 9, 3, 164], true],
    [[1, 9, 3, 163], [1, 9, 3, 164], false],
    [[1, 9, 4, 0], [1, 9, 3, 164], true],
    [[2, 0, 0, 0], [1, 9, 3, 164], true],
    [[0, 0, 0, 0], [], true],
  ])('%j is at least %j: %s', (version, least, expected) => {
    const answer = isAtLeast(version, ...least);

    expect(answer).toBe(expected);
  });
});

describe('featuresOf', () => {
  const OLDEST: CcmFeatures = {
    enforcesAdditionalTags: false,
    severalAclIds: false,
    domainExtensions: false,
    defaultWeight: false,
    localWeightsFollowPods: false,
    firstGeneration: true,
  };
  const LAST_V1 = { ...OLDEST, localWeightsFollowPods: true };
  const FIRST_V2 = { ...LAST_V1, firstGeneration: false };
  const V2_10 = { ...FIRST_V2, enforcesAdditionalTags: true };
  const V2_11 = { ...V2_10, severalAclIds: true };
  const V2_13 = { ...V2_11, domainExtensions: true };
  const V2_14 = { ...V2_13, defaultWeight: true };

  it.each<[string, CcmFeatures]>([
    ['v1.9.3.110-g4938309-aliyun', OLDEST],
    ['v1.9.3.163', OLDEST],
    ['v1.9.3.164-g2105d2e-aliyun', LAST_V1],
    ['v1.9.3.378', LAST_V1],
    ['v2.0.0', FIRST_V2],
    ['v2.9.1', FIRST_V2],
    ['v2.10.0', V2_10],
    ['v2.11.4', V2_11],
    ['v2.12.0', V2_11],
    ['v2.13.0', V2_13],
    ['2.14.0', V2_14],
    ['3.0.0', V2_14],
  ])('knows what %s does', (target, expected) => {
    const features = featuresOf(target);

    expect(features).toEqual(expected);
  });

  it.each(['', 'latest', '2', '2.x', 'v2.14.0.0.0'])('refuses "%s" as a target', (target) => {
    const read = () => featuresOf(target);

    expect(read).toThrow(PreflightError);
    expect(read).toThrow(expect.objectContaining({ code: 'VERSION_UNREADABLE' }));
  });
});
