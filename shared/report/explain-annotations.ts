import { closest, distance } from 'fastest-levenshtein';
import { type AnnotationName, annotationKey, BACKEND_TYPE_KEY, CLASS_KEY } from '../model/annotations.ts';
import { atoi } from '../model/go.ts';
import { LISTENER_FIELDS } from '../model/listener-fields.ts';
import type { ServiceView } from '../model/service-view.ts';
import { both, type Language } from '../rules/rule.ts';
import type { KubeService } from '../snapshot/kubernetes-items.ts';
import { EVERY_NAME, fieldsSetBy, isKnownName, NLB_NAMES, UNCOMPARED } from './explain-annotation-facts.ts';
import { reasonFor } from './explain-annotation-judge.ts';
import { type AnnotationReason, plays, REASONS, shadowedBy, unknown } from './explain-annotation-reasons.ts';
import type { ExplainedAnnotation } from './explanation.ts';
import type { Finding } from './report.ts';

const PREFIX = annotationKey('' as AnnotationName);
const LEGACY_PREFIX = PREFIX.replace('alibaba-cloud', 'alicloud');
/** Whatever else begins so was meant for CCM too. */
const MEANT_FOR_CCM = /^service\.(?:beta|alpha)\.kubernetes\.io\/(?:ali|backend-|class$)/;

/** Every annotation of the Service that is, or looks as if it were, CCM's: what it does, or why it does nothing. */
export function explainAnnotations(
  service: KubeService,
  view: ServiceView | undefined,
  findings: readonly Finding[],
  language: Language,
): ExplainedAnnotation[] {
  const all = service.metadata.annotations ?? {};
  const differing = new Set(
    findings.flatMap(({ changes }) => changes.flatMap((change) => change.annotation ?? [])),
  );
  return Object.keys(all)
    .filter((key) => MEANT_FOR_CCM.test(key))
    .sort()
    .map((key) => explained(key, all, view, differing, language));
}

function explained(
  key: string,
  all: Readonly<Record<string, string>>,
  view: ServiceView | undefined,
  differing: ReadonlySet<string>,
  language: Language,
): ExplainedAnnotation {
  const value = all[key] ?? '';
  const name = shortName(key);
  const nearest = isRead(key, name) ? undefined : nearestKey(key);
  const { verdict, reason, text } = judged(key, name, nearest, all, view);
  const reads = name !== undefined && verdict === 'counts' ? readAs(name, value) : undefined;
  return {
    key,
    value,
    verdict,
    reason,
    ...(reads !== undefined && { reads }),
    sets: name !== undefined && isKnownName(name) ? fieldsSetBy(name) : [],
    differs: differing.has(key) && (verdict === 'counts' || verdict === 'refused'),
    text: text[language],
    ...(nearest !== undefined && { nearest }),
  };
}

function shortName(key: string): string | undefined {
  if (key.startsWith(PREFIX)) return key.slice(PREFIX.length);
  return key.startsWith(LEGACY_PREFIX) ? key.slice(LEGACY_PREFIX.length) : undefined;
}

function isRead(key: string, name: string | undefined): boolean {
  if (key === BACKEND_TYPE_KEY || key === CLASS_KEY) return true;
  if (name === undefined) return false;
  return (
    isKnownName(name) || Object.hasOwn(UNCOMPARED, name) || NLB_NAMES.has(name) || name === 'tunnel-type'
  );
}

function judged(
  key: string,
  name: string | undefined,
  nearest: string | undefined,
  all: Readonly<Record<string, string>>,
  view: ServiceView | undefined,
): AnnotationReason {
  const value = all[key] ?? '';
  if (key === CLASS_KEY) return value === '' ? REASONS.empty : plays(CLASS_ROLE);
  if (!view) return isRead(key, name) && name !== 'tunnel-type' ? REASONS.ignored : unknownOr(name, nearest);
  if (key === BACKEND_TYPE_KEY) return value === '' ? REASONS.empty : plays(backendRole(value));
  if (name === undefined || !isRead(key, name)) return unknown(nearest);
  if (key.startsWith(LEGACY_PREFIX) && Object.hasOwn(all, PREFIX + name)) return shadowedBy(PREFIX + name);
  return ofReadName(name, value, view);
}

/** What becomes of a name that CCM knows, and that no other spelling shadows. */
function ofReadName(name: string, value: string, view: ServiceView): AnnotationReason {
  if (NLB_NAMES.has(name)) return REASONS.nlbOnly;
  if (value === '') return REASONS.empty;
  if (isKnownName(name)) return reasonFor(view, name);
  return {
    'on-creation': REASONS.onCreation,
    'status-only': REASONS.statusOnly,
    'gate-off': REASONS.gateOff,
  }[UNCOMPARED[name] ?? 'status-only'];
}

function unknownOr(name: string | undefined, nearest: string | undefined): AnnotationReason {
  return name === 'tunnel-type' ? plays(TUNNEL_ROLE) : unknown(nearest);
}

const CLASS_ROLE = both(
  'keeps CCM from giving the Service a classic SLB',
  '使 CCM 不为该 Service 创建传统型 SLB',
);
const TUNNEL_ROLE = both('makes the Service a tunnel, which has no SLB', '该 Service 为隧道类型，不使用 SLB');

function backendRole(value: string) {
  return value === 'eni'
    ? both('makes pods the backends', '以 Pod 作为后端')
    : both(
        'makes nodes the backends, whatever the cluster’s default',
        '以节点作为后端，不受集群默认设置影响',
      );
}

/** What CCM takes the text for, where it is not taken as it is. */
function readAs(name: string, value: string): string | number | boolean | undefined {
  const kind = LISTENER_FIELDS.find((field) => field.annotation === name)?.kind;
  const isInteger = kind === 'integer' || ['bandwidth', 'weight', 'default-weight'].includes(name);
  if (isInteger) return atoi(value);
  return kind === 'proxy-protocol' ? value === 'on' : undefined;
}

/** The known key nearest to an unknown one: prefixes are as easily mistaken as names. */
function nearestKey(key: string): string | undefined {
  const name = key
    .slice(key.indexOf('/') + 1)
    .replace(/^ali(?:baba)?-?(?:cloud)?-?(?:loadbalancer|slb|lb)?-?/, '');
  if (name === 'backend-type') return BACKEND_TYPE_KEY;
  const best = closest(name, [...EVERY_NAME]);
  return distance(name, best) <= Math.max(1, Math.floor(best.length / 3)) ? PREFIX + best : undefined;
}
