import type { AnnotationName } from '../model/annotations.ts';
import type { ServiceView } from '../model/service-view.ts';
import { unseen } from '../unseen.ts';

const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/;

/** What a terminal takes for a command of its own, or does not show as it is. Line breaks are neither, within quotes. */
const UNSEEN = unseen('\\n');
const UNENCODED = /^[A-Za-z0-9_./:=@+,-]$/;

/**
 * One word of a POSIX shell command, quoted so that whatever a cloud API returned stays one inert word: also while it is
 * pasted, as a control character could end the pasting. One that has such is written by printf, byte by byte.
 */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  if (text.search(UNSEEN) < 0) return quoted(text);
  // The shell takes line breaks away from the end of what a command prints.
  let length = text.length;
  while (text[length - 1] === '\n') length--;
  const body = text.slice(0, length);
  const end = text.slice(body.length);
  const bytes = [...new TextEncoder().encode(body)];
  const encoded = bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    return UNENCODED.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
  });
  return `"$(printf '%b' '${encoded.join('')}')"${end === '' ? '' : quoted(end)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** An object as kubectl takes it: in one word where its name alone would be read as an option. */
function objectWords(kind: string, name: string): string[] {
  return name.startsWith('-') ? [`${kind}/${name}`] : [kind, name];
}

function shellCommand(words: readonly (string | number)[]): string {
  return words.map((word) => shellWord(String(word))).join(' ');
}

/** Sets annotations (a value of null removes the key). */
export function kubectlAnnotate(
  view: ServiceView,
  values: readonly (readonly [name: AnnotationName, value: string | null])[],
): string {
  const { namespace, service } = view.owner;
  const pairs = values.flatMap(([name, value]) =>
    value === null
      ? view.annotations.keysOf(name).map((key) => `${key}-`)
      : [`${view.annotations.keyOf(name)}=${value}`],
  );
  const object = objectWords('service', service);
  return shellCommand(['kubectl', '-n', namespace, 'annotate', ...object, ...pairs, '--overwrite']);
}

/** The guide's own command: what the Service says. */
export function kubectlDescribe(view: ServiceView): string {
  return kubectl('describe', view);
}

/** The guide's own command: whether the Service has its address. */
export function kubectlGet(view: ServiceView): string {
  return kubectl('get', view);
}

function kubectl(verb: 'describe' | 'get', { owner }: ServiceView): string {
  return shellCommand(['kubectl', '-n', owner.namespace, verb, ...objectWords('svc', owner.service)]);
}

/** A call of the SLB API with Alibaba Cloud's command-line tool, for a person to run: this project never does. */
export function aliyunSlb(
  regionId: string,
  action: string,
  parameters: readonly (readonly [name: string, value: string | number])[],
): string {
  // Its parser takes a word that begins with a dash for an option, wherever it stands (aliyun-cli, cli/parser.go).
  const words = parameters.flatMap(([name, value]) =>
    String(value).startsWith('-') ? [`--${name}=${value}`] : [`--${name}`, value],
  );
  return shellCommand(['aliyun', 'slb', action, '--RegionId', regionId, ...words]);
}

/** Deletes an instance: SLB refuses that as long as delete protection is on, which CCM switches on by default. */
export function deleteLoadBalancer(regionId: string, id: string, deleteProtection: string): string {
  const deletion = aliyunSlb(regionId, 'DeleteLoadBalancer', [['LoadBalancerId', id]]);
  if (deleteProtection !== 'on') return deletion;
  const unprotect = aliyunSlb(regionId, 'SetLoadBalancerDeleteProtection', [
    ['LoadBalancerId', id],
    ['DeleteProtection', 'off'],
  ]);
  return `${unprotect} && ${deletion}`;
}
