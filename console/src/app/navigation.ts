import type { IconName } from "@/components/Icon";
import type { CommandId } from "@/keyboard/commands";

export interface Place {
  to: "/" | "/live" | "/search" | "/rules" | "/webhooks" | "/quarantine" | "/audit" | "/settings/appearance";
  title: string;
  /** Addresses under this one belong to the place too. */
  under: string;
  icon: IconName;
  command: CommandId;
  group: "Watch" | "Judge" | "Deliver" | "Govern";
  /** Words a person might look for it by. */
  also: string;
}

export const PLACES: Place[] = [
  { to: "/", under: "/", title: "My work", icon: "home", command: "go.home", group: "Watch", also: "home attention start" },
  { to: "/live", under: "/live", title: "Live", icon: "live", command: "go.live", group: "Watch", also: "traffic latency health now" },
  { to: "/search", under: "/search", title: "Search", icon: "search", command: "go.search", group: "Watch", also: "events find query export" },
  { to: "/rules", under: "/rules", title: "Rules", icon: "rules", command: "go.rules", group: "Judge", also: "rule set shadow hits sml" },
  { to: "/webhooks", under: "/webhooks", title: "Webhooks", icon: "webhooks", command: "go.webhooks", group: "Deliver", also: "deliveries dead letters replay" },
  { to: "/quarantine", under: "/quarantine", title: "Quarantine", icon: "quarantine", command: "go.quarantine", group: "Deliver", also: "refused invalid events" },
  { to: "/audit", under: "/audit", title: "Audit trail", icon: "audit", command: "go.audit", group: "Govern", also: "log who reveal" },
  { to: "/settings/appearance", under: "/settings", title: "Settings", icon: "settings", command: "go.settings", group: "Govern", also: "people keys theme keyboard" },
];
