// Writes docs/reference/keyboard.md from the console's commands.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const server = await createServer({ server: { middlewareMode: true }, appType: "custom", logLevel: "error" });
const { keyboardPage } = await server.ssrLoadModule("/src/keyboard/reference.ts");
writeFileSync(fileURLToPath(new URL("../../docs/reference/keyboard.md", import.meta.url)), keyboardPage());
await server.close();
