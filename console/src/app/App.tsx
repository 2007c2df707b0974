import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useEffect } from "react";
import { asProblem } from "@/api/problem";
import { KeyboardProvider } from "@/keyboard/KeyboardProvider";
import { usePreferences } from "@/theme/preferences";
import { cssVariables, theme } from "@/theme/theme";
import { UndoProvider } from "@/undo/UndoProvider";
import { styleNonce } from "./csp";
import { createConsoleRouter } from "./router";

const client = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      // A session that ended anywhere sends the whole console to the sign-in page.
      if (asProblem(error).isSignedOut && query.queryKey[0] !== "session") {
        void client.invalidateQueries({ queryKey: ["session"] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => {
        const { status } = asProblem(error);
        return (status === 0 || status >= 500) && failures < 2;
      },
      retryDelay: (attempt) => Math.min(4000, 500 * 2 ** attempt),
    },
  },
});
const router = createConsoleRouter(client);
const schemes = localStorageColorSchemeManager({ key: "redshank.scheme" });
const nonce = styleNonce();

export function App() {
  const { density } = usePreferences();
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={schemes}
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={client}>
          <KeyboardProvider>
            <UndoProvider>
              <RouterProvider router={router} />
            </UndoProvider>
          </KeyboardProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}
