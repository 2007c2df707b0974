import "@fontsource-variable/ibm-plex-sans/index.css";
import "@fontsource/ibm-plex-mono/400.css";
import "@fontsource/ibm-plex-mono/500.css";
import "@mantine/core/styles.layer.css";
import "./theme/tokens.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { shareStyleNonce } from "./app/csp";
import { installTrustedTypes } from "./app/trustedTypes";

installTrustedTypes();
shareStyleNonce();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(<App />);
