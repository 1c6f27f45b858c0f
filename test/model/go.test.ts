import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atoi } from '../../shared/model/go.ts';

describe('atoi', () => {
  it.each<[string, number | undefined]>([
    ['4', 4],
    ['+4', 4],
    ['-4', -4],
    ['0', 0],
    ['-0', 0],
    ['+0', 0],
    ['007', 7],
    ['00000000000000000000004', 4],
    ['-00000000000000000000004', -4],
    ['+00000000000000000000004', 4],
    ['9223372036854775807', Number(2n ** 63n - 1n)],
    ['-9223372036854775808', Number(-(2n ** 63n))],
    ['9223372036854775808', undefined],
    ['+9223372036854775808', undefined],
    ['-9223372036854775809', undefined],
    ['99999999999999999999999999', undefined],
    ['', undefined],
    ['+', undefined],
    ['-', undefined],
    ['+-4', undefined],
    ['--4', undefined],
    [' 4', undefined],
    ['4 ', undefined],
    ['4\n', undefined],
    ['4.0', undefined],
    ['4,0', undefined],
    ['4e2', undefined],
    ['0x4', undefined],
    ['0b1', undefined],
    ['1_000', undefined],
    ['60s', undefined],
    ['四', undefined],
    ['٤', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
  ])('reads %j as %s', (text, expected) => {
    const value = atoi(text);

    expect(value).toBe(expected);
  });

  it('reads back every integer that JavaScript can hold exactly, with and without a plus', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        const plain = atoi(String(number));
        const signed = atoi(number < 0 ? String(number) : `+${number}`);

        expect(plain).toBe(number === 0 ? 0 : number);
        expect(signed).toBe(plain);
      }),
    );
  });

  it('knows exactly which integers fit into 64 bits', () => {
    const around = fc.oneof(
      fc.bigInt({ min: 2n ** 63n - 1000n, max: 2n ** 63n + 1000n }),
      fc.bigInt({ min: -(2n ** 63n) - 1000n, max: -(2n ** 63n) + 1000n }),
      fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
    );
    fc.assert(
      fc.property(around, (number) => {
        const value = atoi(String(number));

        expect(value !== undefined).toBe(BigInt.asIntN(64, number) === number);
      }),
    );
  });
});
