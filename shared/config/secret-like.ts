/** Keys, tokens and signing secrets are long, without a `_`, and most have digits; names mostly are not so. */
const LONG_WORD = /^(?:(?=.*[0-9])[A-Za-z0-9]{16,}|[A-Za-z]{24,})$/;
/** Files are named by the ids of their clusters. */
const CLUSTER_ID = /^c[0-9a-f]{32}$/;
const LARGE_LETTERS = /^(?!LTAI)[A-Z0-9]+$/;

/** Whether what stands where the name of a variable belongs may be the secret itself. */
export function isSecretLike(name: string): boolean {
  return LONG_WORD.test(name) && !LARGE_LETTERS.test(name);
}

/** The same of what stands where the path of a file belongs: addresses have tokens in them, base64 has `+` or `=`. */
export function isSecretLikePath(path: string): boolean {
  if (CLUSTER_ID.test(path)) return false;
  const isBase64 = /[+=]/.test(path) && /^[A-Za-z0-9+/=_-]*$/.test(path);
  return isSecretLike(path) || path.includes('://') || isBase64;
}
