import { Badge } from "@/components/Badge";
import { Icon, type IconName } from "@/components/Icon";
import { Inert, InertBlock } from "@/components/Inert";
import classes from "./Event.module.css";
import type { Turn } from "./turns";

const LOOKS: Record<Turn["role"], { word: string; icon: IconName; mono: boolean }> = {
  system: { word: "System", icon: "settings", mono: false },
  user: { word: "User", icon: "user", mono: false },
  assistant: { word: "Model", icon: "bot", mono: false },
  "tool-call": { word: "Tool call", icon: "tool", mono: true },
  "tool-result": { word: "Tool result", icon: "tool", mono: true },
  message: { word: "Message", icon: "webhooks", mono: false },
};

export function Transcript({ turns }: { turns: Turn[] }) {
  return (
    <ol className={classes.transcript} aria-label="Transcript">
      {turns.map((turn, index) => {
        const { word, icon, mono } = LOOKS[turn.role];
        return (
          <li key={index} className={classes.turn} data-role={turn.role}>
            <div className={classes.turnHead}>
              <Icon name={icon} size={14} /> {word}
              {turn.name && <code><Inert text={turn.name} limit={80} /></code>}
              {turn.note && <Badge tone="review"><Inert text={turn.note} limit={60} /></Badge>}
            </div>
            <InertBlock text={turn.text} mono={mono} />
          </li>
        );
      })}
    </ol>
  );
}
