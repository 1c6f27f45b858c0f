import { constants, gunzipSync, inflateRawSync } from 'node:zlib';

/** Secrets by what they are: `a key's secret`. */
export type Secrets = Readonly<Record<string, string>>;

/** Texts, or bytes of files, by where they stand: `scan --format json, stdout`. */
export type Places = Readonly<Record<string, string | Buffer>>;

/** A shorter piece of base64 may be a piece of any word. */
const SHORTEST_PIECE = 8;
const AROUND = 60;

/**
 * A secret in every form in which a program may let it out: as it is; in base64 and base64url, alone or within something
 * longer; in hex; as a URL writes it, once and twice; as JSON, HTML and XML write it; turned round; and each line of it.
 */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const json = JSON.stringify(secret).slice(1, -1);
  const forms: [string, string][] = [
    ['as it is', secret],
    ...[0, 1, 2].map((before): [string, string] => [`in base64, ${before} bytes in`, piece(bytes, before)]),
    ['in hex', hex],
    ['in large hex', hex.toUpperCase()],
    ['in a URL', encodeURIComponent(secret)],
    ['in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(secret))],
    ['in JSON', json],
    ['in JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['in HTML', entities(secret)],
    ['in XML', entities(secret).replaceAll('&#39;', '&apos;')],
    ['turned round', [...secret].reverse().join('')],
  ];
  const lines = secret.split('\n').filter((line) => line.length >= SHORTEST_PIECE);
  const all =
    lines.length < 2 ? forms : [...forms, ...lines.map((line): [string, string] => ['a line', line])];
  const url = all.flatMap(([how, text]): [string, string][] =>
    how.startsWith('in base64') ? [[`${how}, for URLs`, text.replaceAll('+', '-').replaceAll('/', '_')]] : [],
  );
  const long = [...all, ...url].filter(([how, text]) => how === 'as it is' || text.length >= SHORTEST_PIECE);
  // The same text in several forms is told by the first of them.
  return new Map([...long].reverse().map(([how, text]) => [text, how]));
}

/** Every secret that stands in one of the places, with what is around it. Zipped bytes are looked into. */
export function hunt(places: Places, secrets: Secrets): string[] {
  const known = Object.entries(secrets).map(([what, secret]) => [what, formsOf(secret)] as const);
  return Object.entries(places).flatMap(([place, content]) =>
    textsIn(content).flatMap((text) =>
      known.flatMap(([what, forms]) =>
        [...forms].flatMap(([form, how]) => {
          const at = text.indexOf(form);
          if (at < 0) return [];
          return [
            `${what}, ${how}, in ${place}: ${text.slice(Math.max(0, at - AROUND), at + form.length + AROUND)}`,
          ];
        }),
      ),
    ),
  );
}

/** What does not depend on its neighbours when the secret stands so many bytes after the start of a group of three. */
function piece(secret: Buffer, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), secret]);
  const [start, end] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
  return bytes.toString('base64').slice(start, end);
}

function entities(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => named[sign] ?? sign);
}

/** Base64 of what gzip writes, as the store's rows have it. */
const ZIPPED = /H4sI[A-Za-z0-9+/]{20,}={0,2}/g;

function textsIn(content: string | Buffer): readonly string[] {
  if (typeof content === 'string') {
    const zipped = [...content.matchAll(ZIPPED)].map(([text]) => Buffer.from(text, 'base64'));
    return [content, ...zipped.map(unzipped)];
  }
  const plain = [...textsIn(content.toString('utf8')), content.toString('utf16le')];
  for (const unzip of [gunzipSync, inflateRawSync]) {
    try {
      return [...plain, unzip(content).toString('utf8')];
    } catch {
      // It is not zipped in that way.
    }
  }
  return plain;
}

/** What there is of it: in a database's file it may go on elsewhere. */
function unzipped(bytes: Buffer): string {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  } catch {
    return '';
  }
}
