import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'rolldown/utils';
import { readSourceFiles } from './source-files.ts';

interface TreeNode {
  readonly type?: string;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly key?: TreeNode;
  readonly id?: TreeNode;
  readonly init?: TreeNode;
  readonly callee?: TreeNode;
  readonly arguments?: readonly unknown[];
  readonly properties?: readonly TreeNode[];
}

/**
 * Every code that our own code writes into a failure, as the syntax of all files says it: the second argument of each
 * `new RemoteError`, and `code` of each object that has a `message` too. Names of constants are looked up.
 */
export function failureCodes(): readonly string[] {
  const trees = readSourceFiles(['shared']).map(({ path }) => {
    const text = readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
    return parseSync(path, text).program as unknown;
  });
  const constants = new Map(trees.flatMap(constantsIn));
  return [...new Set(trees.flatMap(codesIn).flatMap((node) => wordsIn(node, constants)))].sort();
}

function childrenOf(node: unknown): readonly unknown[] {
  if (Array.isArray(node)) return node;
  return typeof node === 'object' && node !== null ? Object.values(node) : [];
}

/** `const GONE = 'Gone'`. */
function constantsIn(node: unknown): (readonly [string, string])[] {
  const { type, id, init } = (node ?? {}) as TreeNode;
  const isText = type === 'VariableDeclarator' && typeof init?.value === 'string';
  const own = isText ? [[String(id?.name), String(init.value)] as const] : [];
  return [...own, ...childrenOf(node).flatMap(constantsIn)];
}

function codesIn(node: unknown): unknown[] {
  const { type, callee, properties = [], ...rest } = (node ?? {}) as TreeNode;
  const inside = childrenOf(node).flatMap(codesIn);
  if (type === 'NewExpression' && callee?.name === 'RemoteError') return [rest.arguments?.[1], ...inside];
  if (type !== 'ObjectExpression') return inside;
  const named = new Map(properties.map(({ key, value }) => [key?.name, value]));
  return named.has('message') && named.has('code') ? [named.get('code'), ...inside] : inside;
}

/** The words that an expression may come to; of what is remote there are none. */
function wordsIn(node: unknown, constants: ReadonlyMap<string, string>): string[] {
  const { type, name, value } = (node ?? {}) as TreeNode;
  if (type === 'Literal' && typeof value === 'string') return [value];
  if (type === 'Identifier') return [constants.get(String(name)) ?? ''].filter((word) => word !== '');
  const isChoice = type === 'ConditionalExpression' || type === 'LogicalExpression';
  return isChoice ? childrenOf(node).flatMap((child) => wordsIn(child, constants)) : [];
}
