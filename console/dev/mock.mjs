// A stand-in for the server while developing the console: its API's shapes, its headers, and the built files.
//   node dev/mock.mjs [port]      then open http://127.0.0.1:8080 (any e-mail, any password but "wrong")
import { randomBytes } from "node:crypto";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { action, CONTENT, detail, HOSTILE, row, RULES, seeded, SOURCE, SURFACES, TYPES } from "./mockData.mjs";

const port = Number(process.argv[2] ?? 8080);
const dist = fileURLToPath(new URL("../../src/redshank/web/static", import.meta.url));
const MIME = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".woff": "font/woff", ".html": "text/html; charset=utf-8" };
const state = { signedIn: true, labels: new Map([["card_tester", "added"], ["trusted", "removed"]]), reverted: false, empty: process.argv.includes("--empty") };

const csp = (nonce) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; ` +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

function summary(window) {
  const now = Math.floor(Date.now() / 1000);
  const step = window / 60;
  const series = Array.from({ length: 60 }, (_, index) => {
    const t = Math.floor(now / step) * step - (59 - index) * step;
    const roll = seeded(t);
    const events = Math.floor(step * (38 + 14 * Math.sin(t / 300) + 8 * roll()));
    const flagged = Math.floor(events * (0.05 + 0.05 * roll() + (index > 42 && index < 48 ? 0.12 : 0)));
    return { t: new Date(t * 1000).toISOString(), events, flagged, blocked: Math.floor(flagged * 0.4) };
  });
  if (state.empty) series.forEach((point) => Object.assign(point, { events: 0, flagged: 0, blocked: 0 }));
  return {
    as_of: new Date().toISOString(), events_per_s: state.empty ? 0 : 41.7 + Math.sin(now / 9) * 6, series,
    verdicts: state.empty ? [] : [{ verdict: "review", count: 1204 }, { verdict: "block", count: 618 }, { verdict: "challenge", count: 402 }, { verdict: "throttle", count: 233 }, { verdict: "watch", count: 88 }],
    rules: state.empty ? [] : RULES.slice(0, 14).map((rule, index) => ({ name: rule.name, count: 430 - index * 27, shadow: rule.mode === "shadow" })),
    types: TYPES.map((type, index) => ({ type, count: 9000 - index * 700 })),
    surfaces: SURFACES.map((surface, index) => ({ surface, count: 16000 - index * 4200 })),
    latency: { p50_ms: 1.84, p95_ms: 4.9, p99_ms: 9.7 }, lag: { lake_s: 6.2, outbox_pending: 14, dead_letters: state.empty ? 0 : 3 },
    parts: [
      { name: "engine", state: "ok", detail: "partition 0, seq 918,233" }, { name: "postgres", state: "ok", detail: "18.4, 12 connections" },
      { name: "worker", state: "ok", detail: "heard 1 s ago" }, { name: "lake", state: "ok", detail: "moved 6 s ago" },
      { name: "webhooks", state: state.empty ? "ok" : "degraded", detail: state.empty ? "none yet" : "3 dead letters" }, { name: "rules", state: "ok", detail: "34 rules, rs_4f1c9b2e" },
    ],
  };
}

function search(params) {
  const from = Date.parse(params.get("from") ?? "") || Date.now() - 86400e3;
  const to = Date.parse(params.get("to") ?? "") || Date.now();
  const interval = Number(params.get("interval")) || 900;
  const offset = Number(params.get("cursor")) || 0;
  const none = state.empty || (params.get("q") ?? "").includes("nothing");
  const buckets = Math.min(100, Math.max(1, Math.ceil((to - from) / 1000 / interval)));
  const histogram = Array.from({ length: buckets }, (_, index) => {
    const t = from + index * interval * 1000;
    const count = none ? 0 : Math.floor(interval * (0.5 + 0.4 * Math.sin(t / 9e6)) * (0.7 + seeded(t)() * 0.6));
    return { t: new Date(t).toISOString(), count, flagged: Math.floor(count * 0.12 * seeded(t + 1)()) };
  });
  const rows = none ? [] : Array.from({ length: 100 }, (_, index) => row(to - (offset + index) * 2300, 1 + offset + index));
  const group = params.get("group_by");
  const groups = !group || none ? [] : [...(group === "rule" ? RULES.map((rule) => rule.name) : group === "type" ? TYPES : [...SURFACES, ...HOSTILE, null])].map((key, index) => ({
    key, count: 9000 - index * 200, flagged: 400 - index * 9, previous: index % 5 === 0 ? 0 : 8000 - index * 150,
  }));
  return { rows, total: none ? 0 : histogram.reduce((sum, bucket) => sum + bucket.count, 0), histogram, groups, next_cursor: none || offset > 1500 ? null : String(offset + 100), as_of: new Date().toISOString(), took_ms: 38.2 };
}

function subject(type, id) {
  const roll = seeded(7);
  const day = 86400e3;
  const series = Array.from({ length: 30 }, (_, index) => {
    const events = Math.floor(roll() * 60 * (index > 20 ? 4 : 1));
    return { t: new Date(Date.now() - (29 - index) * day).toISOString(), events, flagged: index > 20 ? Math.floor(events * 0.4) : 0 };
  });
  return {
    subject: `${type}/${id}`,
    standing: state.reverted ? { state: "active", until: null, reason: null, rule: null, action_id: null, since: null } : { state: "suspended", until: new Date(Date.now() + 20 * 3600e3).toISOString(), reason: `9 declined cards in 10 minutes ${HOSTILE[0]}`, rule: "CardBurst", action_id: "act_01931", since: new Date(Date.now() - 3600e3).toISOString() },
    labels: [...state.labels].map(([label, status]) => ({ label, status, reason: "CardBurst", by: "rule CardBurst", set_at: new Date(Date.now() - 3600e3).toISOString(), expires_at: new Date(Date.now() + 6 * day).toISOString() })),
    first_seen: new Date(Date.now() - 21 * day).toISOString(), last_seen: new Date(Date.now() - 40e3).toISOString(),
    counts: { events: 1841, flagged: 212, blocked: 97 },
    rules: RULES.slice(0, 6).map((rule, index) => ({ name: rule.name, count: 90 - index * 13 })),
    verdicts: [{ verdict: "block", count: 97 }, { verdict: "review", count: 80 }, { verdict: "challenge", count: 35 }],
    linked: Array.from({ length: 14 }, (_, index) => ({
      subject: index === 4 ? `Device/${HOSTILE[0]}` : index % 3 === 0 ? `Network/203.0.113.${index}` : index % 3 === 1 ? `Device/dev_${index}f2a` : `Account/acc_10${50 + index}`,
      via: index % 3 === 2 ? `Network/203.0.113.${index - 2}` : null, events: 140 - index * 9, first: new Date(Date.now() - 20 * day).toISOString(), last: new Date(Date.now() - index * 3600e3).toISOString(),
    })),
    actions: [action(1, "suspend"), action(2, "throttle"), action(3, "challenge")], series,
  };
}

const deliveries = (wanted) => Array.from({ length: 24 }, (_, index) => {
  const one = ["delivered", "delivered", "dead", "pending"][index % 4];
  return {
    id: `msg_${index}`, endpoint_id: "whk_1", type: "action.created", subject: `Account/acc_10${index}`, state: one, attempts: one === "dead" ? 12 : 1 + (index % 3),
    last_status: one === "delivered" ? 200 : one === "dead" ? 500 : null, last_error: one === "dead" ? `500 ${HOSTILE[0]}` : null, created_at: new Date(Date.now() - index * 90e3).toISOString(),
    due_at: new Date(Date.now() + 30e3).toISOString(), delivered_at: one === "delivered" ? new Date().toISOString() : null,
  };
}).filter((one) => !wanted || one.state === wanted);

const quarantine = Array.from({ length: 18 }, (_, index) => ({
  id: `qtn_${index}`, first_at: new Date(Date.now() - index * 900e3).toISOString(), last_at: new Date(Date.now() - index * 700e3).toISOString(), times: 1 + (index % 5), sender: index % 4 ? "key_0193" : HOSTILE[1],
  code: ["invalid-json", "field-missing", "too-deep", "time-unreadable"][index % 4], problem: { title: "The event is not valid", detail: index === 2 ? `Unexpected ${HOSTILE[0]}` : "The field `type` is missing", where: "$.type", mend: "Send the field `type`." }, size: 412 + index * 31, state: "held", discarded_by: null, discarded_at: null,
}));

const ROUTES = [
  ["GET", /^\/v1\/session$/, () => (state.signedIn ? { person: { id: "per_1", email: "ines@platform.example", name: `Ines ${HOSTILE[3]}`, role: "admin" }, scopes: ["admin"], key: null, expires_at: null } : [401, { title: "Sign in first" }])],
  ["POST", /^\/v1\/session$/, (_, __, body) => (body.password === "wrong" ? [401, { title: "E-mail or password is wrong", detail: "Nothing more is said on purpose." }] : ((state.signedIn = true), { person: {}, scopes: [] }))],
  ["DELETE", /^\/v1\/session$/, () => ((state.signedIn = false), [204])],
  ["GET", /^\/v1\/live\/summary$/, (_, params) => summary(Number(params.get("window") ?? 900))],
  ["GET", /^\/v1\/search$/, (_, params) => search(params)],
  ["GET", /^\/v1\/search\/export$/, () => ({ exported: true })],
  ["GET", /^\/v1\/(?:events|decisions)\/(.+)$/, ([id]) => (id.includes("gone") ? [404, { title: "No such event", detail: "It may have passed its retention." }] : detail(id))],
  ["POST", /^\/v1\/events\/(.+)\/reveal$/, () => ({ data: CONTENT, content_features: { PromptText: CONTENT.prompt.text } })],
  ["GET", /^\/v1\/subjects\/([^/]+)\/([^/]+)$/, ([type, id]) => subject(type, id)],
  ["GET", /^\/v1\/subjects\/([^/]+)\/([^/]+)\/events$/, (_, params) => ({ items: Array.from({ length: 60 }, (_, index) => row(Date.now() - ((Number(params.get("cursor")) || 0) + index) * 61e3, index + 900)), next_cursor: params.get("cursor") ? null : "60" })],
  ["PUT", /^\/v1\/subjects\/([^/]+)\/([^/]+)\/labels\/([^/]+)$/, ([, , label], _, body) => (state.labels.set(label, body.status), {})],
  ["DELETE", /^\/v1\/subjects\/([^/]+)\/([^/]+)\/labels\/([^/]+)$/, ([, , label]) => (state.labels.delete(label), {})],
  ["POST", /^\/v1\/actions\/([^/]+)\/revert$/, () => ((state.reverted = true), {})],
  ["GET", /^\/v1\/rules$/, () => ({ rule_set: "rs_4f1c9b2e8d7a6053e1f0a9b8c7d6e5f4", activated_at: new Date(Date.now() - 7200e3).toISOString(), rules: RULES, refused: state.empty ? null : { at: new Date(Date.now() - 240e3).toISOString(), diagnostics: [{ severity: "error", code: "unknown-name", message: "`CardAttemps` is not defined", path: "payments.sml", line: 14, column: 9, hint: "Did you mean `CardAttempts`?" }] } })],
  ["GET", /^\/v1\/rules\/(.+)$/, ([name]) => {
    const rule = RULES.find((one) => one.name === name);
    if (!rule) return [404, { title: "No such rule" }];
    return { ...rule, line: 13, end_line: 22, source: SOURCE, rule_set: "rs_4f1c9b2e", features: [{ name: "CardAttempts", kind: "int", content: false }, { name: "DistinctCards", kind: "int", content: false }, { name: "PaymentAmount", kind: "float", content: false }], series: rule.sparkline.map((hits, index) => ({ t: new Date(Date.now() - (23 - index) * 3600e3).toISOString(), hits, shadow: Math.floor(hits / 5) })), recent: Array.from({ length: 12 }, (_, index) => row(Date.now() - index * 9e4, index * 7)) };
  }],
  ["GET", /^\/v1\/quarantine$/, () => ({ events: state.empty ? [] : quarantine, next_cursor: null })],
  ["GET", /^\/v1\/quarantine\/(.+)$/, ([id]) => quarantine.find((one) => one.id === id) ?? [404, { title: "No such refused event" }]],
  ["POST", /^\/v1\/quarantine\/(.+)\/reveal$/, ([id]) => ({ id, base64: "eyJ4IjoxfQ==", text: JSON.stringify(HOSTILE) })],
  ["POST", /^\/v1\/quarantine\/(.+)\/discard$/, () => ({})],
  ["GET", /^\/v1\/webhooks$/, () => ({ message_types: { "action.created": "rules led to an action", "label.changed": "a label changed" }, endpoints: [{ id: "whk_1", url: "https://platform.example/hooks/redshank", description: HOSTILE[1], types: [], created_at: new Date().toISOString() }] })],
  ["POST", /^\/v1\/webhooks$/, (_, __, body) => ({ id: "whk_2", ...body, created_at: new Date().toISOString(), secret: "whsec_c2VjcmV0" })],
  ["DELETE", /^\/v1\/webhooks\/(.+)$/, () => [204]],
  ["GET", /^\/v1\/webhooks\/deliveries$/, (_, params) => ({ deliveries: state.empty ? [] : deliveries(params.get("state")), next_cursor: null })],
  ["POST", /^\/v1\/webhooks\/deliveries\/(.+)\/replay$/, () => ({})],
  ["GET", /^\/v1\/keys$/, () => ({ keys: [{ id: "key_1", name: "gateway", hint: "rk_9fae", scopes: ["events:write", "decide"], created_at: new Date().toISOString(), created_by: "Ines", last_used_at: new Date().toISOString(), expires_at: null, revoked_at: null }, { id: "key_2", name: HOSTILE[0], hint: "rk_11ab", scopes: ["read"], created_at: new Date().toISOString(), created_by: "Ines", last_used_at: null, expires_at: null, revoked_at: new Date().toISOString() }] })],
  ["POST", /^\/v1\/keys$/, (_, __, body) => ({ id: "key_3", hint: "rk_77", created_at: new Date().toISOString(), created_by: "Ines", last_used_at: null, expires_at: null, revoked_at: null, ...body, key: "rk_77_only_shown_once" })],
  ["DELETE", /^\/v1\/keys\/(.+)$/, () => [204]],
  ["GET", /^\/v1\/people$/, () => ({ people: [{ id: "per_1", email: "ines@platform.example", name: `Ines ${HOSTILE[0]}`, role: "admin", created_at: new Date().toISOString(), disabled_at: null }, { id: "per_2", email: "tv@platform.example", name: "T. Vass", role: "analyst", created_at: new Date().toISOString(), disabled_at: new Date().toISOString() }] })],
  ["POST", /^\/v1\/people$/, (_, __, body) => ({ id: "per_3", disabled_at: null, created_at: new Date().toISOString(), ...body })],
  ["PATCH", /^\/v1\/people\/(.+)$/, () => ({})],
  ["GET", /^\/v1\/audit$/, () => ({ next_cursor: null, entries: Array.from({ length: 40 }, (_, index) => ({ position: 40 - index, at: new Date(Date.now() - index * 300e3).toISOString(), actor: { kind: "person", id: "per_1", label: index % 3 ? "ines@platform.example" : HOSTILE[0] }, verb: ["event.reveal", "action.revert", "session.begin", "key.create"][index % 4], object: index % 4 === 0 ? "evt_0193" : "Account/acc_1042", purpose: index % 4 === 0 ? "investigation" : null, detail: { reference: HOSTILE[2] }, digest: (index * 7919).toString(16).padStart(64, "a") })) })],
];

function stream(request, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  let seed = Math.floor(Date.now() / 1000);
  const timer = setInterval(() => {
    response.write(`event: tick\ndata: ${JSON.stringify(summary(900))}\n\n`);
    if (state.empty) return;
    for (let index = 0; index < 5; index++) {
      const { event_id, at, type, surface, subjects, verdicts, rules } = row(Date.now() - index * 37, seed++);
      response.write(`event: judged\ndata: ${JSON.stringify({ event_id, at, type, surface, account: subjects[0].slice(8), verdicts, rules })}\n\n`);
    }
  }, 1000);
  request.on("close", () => clearInterval(timer));
}

function sendFile(pathname, response) {
  const file = join(dist, normalize(pathname));
  if (file.startsWith(dist) && extname(file) && existsSync(file) && statSync(file).isFile() && !file.endsWith("index.html")) {
    response.writeHead(200, { "Content-Type": MIME[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
    return;
  }
  const nonce = randomBytes(16).toString("base64");
  response.writeHead(200, { "Content-Type": MIME[".html"], "Content-Security-Policy": csp(nonce), "X-Content-Type-Options": "nosniff" });
  response.end(readFileSync(join(dist, "index.html"), "utf8").replace("__CSP_NONCE__", nonce));
}

createServer((request, response) => {
  const url = new URL(request.url, "http://mock");
  if (url.pathname === "/v1/live/stream") return stream(request, response);
  if (!url.pathname.startsWith("/v1/")) return sendFile(url.pathname, response);
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    for (const [method, pattern, answer] of ROUTES) {
      const found = method === request.method && pattern.exec(url.pathname);
      if (!found) continue;
      const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {};
      const result = answer(found.slice(1).map(decodeURIComponent), url.searchParams, body);
      const [status, payload] = Array.isArray(result) ? result : [200, result];
      response.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json" });
      return response.end(payload === undefined ? undefined : JSON.stringify(payload));
    }
    response.writeHead(404, { "Content-Type": "application/problem+json" });
    response.end(JSON.stringify({ title: "No such path", status: 404 }));
  });
}).listen(port, "127.0.0.1", () => console.log(`mock on http://127.0.0.1:${port}`));
