/** Our own glyphs: 16-unit grid, 1.5 stroke, drawn for small sizes. One path string each. */
const PATHS = {
  home: "M2.5 7.5 8 3l5.5 4.5M4 6.8V13h8V6.8M6.8 13V9.5h2.4V13",
  live: "M1.5 8.5h3l2-5 3 9 2-5.5 1 1.5h2",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 13.5 13.5",
  rules: "M3.5 2.5h9v11h-9zM6 5.5h4M6 8h4M6 10.5h2",
  webhooks: "M2.5 4h11v8h-11zM2.5 4.5 8 8.8l5.5-4.3",
  quarantine: "M8 2 14 13H2ZM8 6.5v3M8 11.3v.1",
  audit: "M3 2.5h7l3 3v8H3zM9.8 2.7v3h3M5.5 8.5h5M5.5 11h3",
  settings: "M2.5 4.5h6M11.5 4.5h2M10 3v3M2.5 11.5h2M7.5 11.5h6M6 10v3",
  people: "M6 7.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM2 13c0-2.6 1.6-4.2 4-4.2s4 1.6 4 4.2M10.5 3.2a2.2 2.2 0 0 1 0 4M11.5 9c1.6.4 2.5 1.8 2.5 4",
  key: "M5.5 13a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM7.4 8.4 13 2.8M10.5 5.2l1.8 1.8",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5Z",
  system: "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5.2V8l2 1.5",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3v10l8-5Z",
  check: "M3 8.5 6.5 12 13 4.5",
  block: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM4.2 4.2l7.6 7.6",
  review: "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8ZM8 6.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4Z",
  challenge: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM6.3 6.5c0-1 .8-1.6 1.7-1.6s1.7.6 1.7 1.5c0 1.2-1.7 1.3-1.7 2.5M8 11v.1",
  throttle: "M2.5 12a5.8 5.8 0 1 1 11 0M8 10.5l2.8-3.7",
  diamond: "M8 2.5 13.5 8 8 13.5 2.5 8Z",
  suspend: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM6.5 6v4M9.5 6v4",
  label: "M2.5 2.5H8l5.5 5.5L8 13.5 2.5 8ZM5.3 5.3v.1",
  undo: "M6 3.5 2.8 6.7 6 9.9M3 6.7h6.5a3.3 3.3 0 0 1 0 6.6H7",
  reveal: "M3 7V5.5a3 3 0 0 1 5.6-1.5M2.5 7h8v6.5h-8zM12.5 4.5l1.5-.6M12.7 7l1.5.6",
  lock: "M4.8 7V5.2a3.2 3.2 0 0 1 6.4 0V7M3.5 7h9v6.5h-9zM8 9.5v1.5",
  table: "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 6.3V13",
  chart: "M2.5 2.5v11h11M5.5 11V7.5M8.5 11V4.5M11.5 11V6.5",
  graph: "M4 5.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM12 7.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM6.5 13.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM5.6 4.4l4.8 1.2M4.6 5.6l1.5 4.8M7.8 10.9 11 7.4",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  download: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  right: "M6 3.5 10.5 8 6 12.5",
  down: "M3.5 6 8 10.5 12.5 6",
  up: "M3.5 10 8 5.5 12.5 10",
  sort: "M5.5 12V3.5M3 6l2.5-2.5L8 6M10.5 4v8.5M8 10l2.5 2.5L13 10",
  keyboard: "M1.5 4h13v8h-13zM4 6.5h.1M6.7 6.5h.1M9.3 6.5h.1M12 6.5h.1M4.5 9.5h7",
  replay: "M12.8 6.5A5 5 0 1 0 13 9M13 3.5v3h-3",
  link: "M6.8 9.2a2.5 2.5 0 0 0 3.5 0l2.3-2.3a2.5 2.5 0 0 0-3.5-3.5l-.8.8M9.2 6.8a2.5 2.5 0 0 0-3.5 0L3.4 9.1a2.5 2.5 0 0 0 3.5 3.5l.8-.8",
  user: "M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM3 14c0-3 2-4.8 5-4.8s5 1.8 5 4.8",
  bot: "M3 5.5h10v7H3zM8 5.5V3M6 8.5v.9M10 8.5v.9",
  tool: "M9.5 5.5a3 3 0 0 0 3.7 2.9l-6 5.1a1.7 1.7 0 0 1-2.4-2.4l5.1-6a3 3 0 0 0-.4.4ZM13.4 5.2 11.3 6 10 4.7l.8-2.1",
  shadow: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 2.5v11M8 5l4.5-.9M8 8h5.5M8 11l4.5.9",
  question: "M6 5.8c0-1.3.9-2 2-2s2 .7 2 1.9c0 1.5-2 1.7-2 3.3M8 12v.1",
  exit: "M9.5 3h-6v10h6M7 8h7M11.5 5.5 14 8l-2.5 2.5",
  external: "M9 2.5h4.5V7M13.3 2.7 7.5 8.5M11 9.5v4H2.5V5h4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16, label }: { name: IconName; size?: number; label?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden={label ? undefined : true}
      role={label ? "img" : undefined}
      aria-label={label}
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
