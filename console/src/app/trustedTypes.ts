/**
 * The console never builds markup from strings. The default policy lets through the few strings that libraries assign
 * to style elements, and refuses anything that could open a tag; scripts and script addresses are refused outright.
 */
interface TrustedTypesFactory {
  createPolicy(name: string, rules: Record<string, (input: string) => string>): unknown;
}

function refuse(kind: string): never {
  throw new TypeError(`Refused by the console's Trusted Types policy: ${kind}`);
}

export function installTrustedTypes(scope: { trustedTypes?: TrustedTypesFactory } = window as never): void {
  scope.trustedTypes?.createPolicy("default", {
    createHTML: (input) => (input.includes("<") ? refuse("HTML") : input),
    createScript: () => refuse("script"),
    createScriptURL: () => refuse("script URL"),
  });
}
