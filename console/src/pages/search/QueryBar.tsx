import { Popover, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { queries } from "@/api/queries";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Keys } from "@/components/Keys";
import { useCommand } from "@/keyboard/KeyboardProvider";
import classes from "./Search.module.css";
import { suggest, type Suggestion, type Vocabulary } from "./suggest";
import { SyntaxHelp } from "./SyntaxHelp";

const FIELDS = [
  { name: "type", hint: "event type" },
  { name: "surface", hint: "api, chat, image, agent" },
  { name: "verdict", hint: "what the rules said" },
  { name: "flagged", hint: "true or false" },
  { name: "rule", hint: "a rule that fired" },
  { name: "shadow", hint: "a shadow rule that fired" },
  { name: "effect", hint: "what a rule asked for" },
  { name: "label", hint: "a label that was changed" },
  { name: "subject", hint: "Type/id" },
  ...["account", "organization", "api_key", "end_user", "device", "network", "payment", "session", "conversation", "file"].map(
    (name) => ({ name, hint: "a subject's id" }),
  ),
  { name: "source", hint: "who sent it" },
  { name: "id", hint: "the sender's event id" },
  { name: "event", hint: "evt_…" },
  { name: "rule_set", hint: "rs_…" },
  { name: "at", hint: "received, e.g. 2026-03-01..2026-03-02" },
  { name: "errors", hint: "errors while judging" },
];

function useVocabulary(): Vocabulary {
  const rules = useQuery(queries.rules());
  const live = useQuery({ ...queries.live(900), staleTime: 60_000 });
  return useMemo(
    () => ({
      fields: FIELDS,
      values: {
        type: (live.data?.types ?? []).map((one) => one.type),
        surface: (live.data?.surfaces ?? []).map((one) => one.surface),
        verdict: (live.data?.verdicts ?? []).map((one) => one.verdict),
        rule: (rules.data?.rules ?? []).map((one) => one.name),
        flagged: ["true", "false"],
        effect: ["block", "throttle", "challenge", "suspend", "queue", "notify"],
        shadow: (rules.data?.rules ?? []).filter((one) => one.mode === "shadow").map((one) => one.name),
      },
    }),
    [live.data, rules.data],
  );
}

export function QueryBar({ value, onSubmit }: { value: string; onSubmit: (q: string) => void }) {
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const [marked, setMarked] = useState(-1);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const vocabulary = useVocabulary();
  useEffect(() => setText(value), [value]);
  useCommand("search.focus", () => {
    input.current?.focus();
    input.current?.select();
  });

  const found = suggest(text, caret, vocabulary);
  const options = open ? found.options : [];

  const take = (option: Suggestion) => {
    const next = text.slice(0, found.start) + option.text + text.slice(found.end).trimStart();
    const at = found.start + option.text.length;
    setText(next);
    setCaret(at);
    setMarked(-1);
    window.requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  };
  const submit = () => {
    setOpen(false);
    setMarked(-1);
    onSubmit(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const chosen = options[marked];
    if (step !== 0 && options.length > 0) {
      setMarked((marked + step + options.length) % options.length);
    } else if (event.key === "Tab" && options.length > 0) {
      take(chosen ?? (options[0] as Suggestion));
    } else if (event.key === "Enter") {
      if (chosen) take(chosen);
      else submit();
    } else if (event.key === "Escape") {
      if (options.length > 0) setOpen(false);
      else input.current?.blur();
    } else return;
    event.preventDefault();
  };

  return (
    <form
      role="search"
      className={classes.queryBar}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Icon name="search" />
      <input
        ref={input}
        className={classes.query}
        value={text}
        placeholder='verdict:block type:login rule:CardTesting PromptLength>2000 "exact words"'
        aria-label="Query"
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls="query-suggestions"
        aria-autocomplete="list"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value);
          setCaret(event.target.selectionStart ?? event.target.value.length);
          setOpen(true);
          setMarked(-1);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {text !== value && <span className={classes.enter}>Enter runs it</span>}
      {text === "" && <Keys command="search.focus" />}
      {text !== "" && (
        <UnstyledButton aria-label="Clear the query" className={classes.clear} onClick={() => { setText(""); onSubmit(""); }}>
          <Icon name="close" size={14} />
        </UnstyledButton>
      )}
      <Popover width={440} position="bottom-end" shadow="md">
        <Popover.Target>
          <UnstyledButton type="button" className={classes.clear} aria-label="How to write a query">
            <Icon name="question" />
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <SyntaxHelp />
        </Popover.Dropdown>
      </Popover>
      {options.length > 0 && (
        <ul id="query-suggestions" role="listbox" aria-label="Suggestions" className={classes.suggestions}>
          {options.map((option, index) => (
            <li
              key={option.text}
              role="option"
              aria-selected={index === marked}
              className={classes.suggestion}
              onMouseDown={(event) => {
                event.preventDefault();
                take(option);
              }}
            >
              <Inert text={option.text} mono limit={60} />
              <span>{option.hint}</span>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
