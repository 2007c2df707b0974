/** The nonce of this page's style-src, which the server wrote into the document. Empty in the dev server. */
export function styleNonce(): string {
  const value = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  return value === "__CSP_NONCE__" ? "" : value;
}

/** Libraries below Mantine (the scroll lock of dialogs) read the nonce of their style elements from this global. */
export function shareStyleNonce(): void {
  const nonce = styleNonce();
  if (nonce) (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;
}
