import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { queries } from "@/api/queries";
import { Icon, type IconName } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Keys } from "@/components/Keys";
import type { CommandId } from "@/keyboard/commands";
import { type Jump, jumpTo } from "./jump";
import { PLACES } from "./navigation";
import classes from "./Palette.module.css";

interface Choice {
  id: string;
  icon: IconName;
  title: ReactNode;
  hint: string;
  command?: CommandId;
  run: () => void;
}

const SETTINGS = [
  { to: "/settings/people", title: "People", icon: "people", also: "users roles invite" },
  { to: "/settings/keys", title: "API keys", icon: "key", also: "tokens scopes" },
] as const;

function useChoices(text: string): Choice[] {
  const navigate = useNavigate();
  const rules = useQuery(queries.rules());
  const words = text.trim().toLowerCase();
  const fits = (...fields: string[]) => words === "" || fields.some((field) => field.toLowerCase().includes(words));

  const open = (jump: Jump) => {
    if (jump.kind === "subject") return void navigate({ to: "/subjects/$type/$id", params: { type: jump.type, id: jump.id } });
    if (jump.kind === "event") return void navigate({ to: "/events/$id", params: { id: jump.id } });
    if (jump.kind === "decision") return void navigate({ to: "/decisions/$id", params: { id: jump.id } });
    return void navigate({ to: "/actions/$id", params: { id: jump.id } });
  };
  const choices: Choice[] = [];
  const jump = jumpTo(text);
  if (jump) {
    const what = jump.kind === "subject" ? jump.type : jump.kind;
    choices.push({
      id: "jump",
      icon: jump.kind === "subject" ? "user" : "right",
      title: <>Open {what} <Inert text={jump.id} mono limit={60} /></>,
      hint: "by its id",
      run: () => open(jump),
    });
  }
  for (const place of PLACES) {
    if (fits(place.title, place.also)) {
      choices.push({
        id: place.to, icon: place.icon, title: place.title, hint: "page", command: place.command,
        run: () => void navigate({ to: place.to }),
      });
    }
  }
  for (const page of SETTINGS) {
    if (words !== "" && fits(page.title, page.also)) {
      choices.push({ id: page.to, icon: page.icon, title: page.title, hint: "settings", run: () => void navigate({ to: page.to }) });
    }
  }
  if (words !== "") {
    for (const rule of (rules.data?.rules ?? []).filter((one) => fits(one.name, one.description)).slice(0, 8)) {
      choices.push({
        id: `rule ${rule.name}`, icon: "rules", title: <Inert text={rule.name} limit={60} />, hint: "rule",
        run: () => void navigate({ to: "/rules/$name", params: { name: rule.name } }),
      });
    }
    choices.push({
      id: "search", icon: "search", title: <>Search events for <Inert text={text.trim()} limit={60} /></>, hint: "last 24 hours",
      run: () => void navigate({ to: "/search", search: { q: text.trim() } }),
    });
  }
  return choices;
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [marked, setMarked] = useState(0);
  const choices = useChoices(text);
  const current = Math.min(marked, choices.length - 1);

  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    choice.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setMarked((current + step + choices.length) % choices.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(choices[current]);
    }
  };
  return (
    <>
      <div className={classes.field}>
        <Icon name="search" />
        <input
          data-autofocus
          className={classes.input}
          value={text}
          placeholder="A page, a rule, or any id: evt_…, dec_…, acc_…, Network/203.0.113.9"
          aria-label="Find"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-choices"
          aria-activedescendant={choices[current] ? `choice-${current}` : undefined}
          onChange={(event) => {
            setText(event.target.value);
            setMarked(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul id="palette-choices" role="listbox" aria-label="Choices" className={classes.choices}>
        {choices.map((choice, index) => (
          <li
            key={choice.id}
            id={`choice-${index}`}
            role="option"
            aria-selected={index === current}
            className={classes.choice}
            onMouseMove={() => setMarked(index)}
            onClick={() => choose(choice)}
          >
            <Icon name={choice.icon} />
            <span className={classes.title}>{choice.title}</span>
            <span className={classes.hint}>{choice.hint}</span>
            {choice.command && <Keys command={choice.command} />}
          </li>
        ))}
      </ul>
    </>
  );
}

export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} withCloseButton={false} size={620} padding={0} yOffset="12vh" centered={false} aria-label="Find anything">
      <PaletteBody onClose={onClose} />
    </Modal>
  );
}
