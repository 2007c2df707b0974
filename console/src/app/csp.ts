/** The nonce of this page's style-src, which the server wrote into the document. Empty in the dev server. */
export function styleNonce(): string {
  const value = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  return value === "__CSP_NONCE__" ? "" : value;
}
