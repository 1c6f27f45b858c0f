/** Keys, tokens and signing secrets are long, without a `_`, and most have digits; names mostly are not so. */
const LONG_WORD = /^(?:(?=.*[0-9])[A-Za-z0-9]{16,}|[A-Za-z]{24,})$/;
/** Files are named by the ids of their clusters. */
const CLUSTER_ID = /^c[0-9a-f]{32}$/;
const LARGE_LETTERS = /^(?!LTAI)[A-Z0-9]+$/;

/** Whether what stands where the name of a variable belongs may be the secret itself. */
export function isSecretLike(name: string): boolean {
  return LONG_WORD.test(name) && !LARGE_LETTERS.test(name);
}

/** An address, also once it was resolved as a path, which leaves one slash of two. */
const ADDRESS = /(?:^|\/)[A-Za-z][A-Za-z0-9+.-]*:\//;
/** A token of a service account or of OpenID: JSON in base64 begins so. */
const WEB_TOKEN = /(?:^|\/)eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/;

/** The same of what stands where the path of a file belongs: addresses have tokens in them, base64 has `+` or `=`. */
export function isSecretLikePath(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (ADDRESS.test(path) || WEB_TOKEN.test(path)) return true;
  if (CLUSTER_ID.test(name)) return false;
  return isSecretLike(name) || isBase64(name) || isBase64(path);
}

function isBase64(text: string): boolean {
  return /[+=]/.test(text) && /^[A-Za-z0-9+/=_-]*$/.test(text);
}
