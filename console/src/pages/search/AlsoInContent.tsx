import { Button, Popover, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useMay } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PURPOSES } from "@/components/purposes";
import classes from "./Search.module.css";
import { type SearchState, withContent } from "./searchState";

interface AlsoInContentProps {
  state: SearchState;
  onChange: (change: ReturnType<typeof withContent>) => void;
}

function PurposeForm({ state, onChange }: AlsoInContentProps) {
  const [purpose, setPurpose] = useState<string | null>(state.purpose ?? null);
  const [reference, setReference] = useState(state.reference ?? "");
  return (
    <form
      className={classes.contentForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (purpose) onChange(withContent(purpose, reference));
      }}
    >
      <p>
        <Icon name="lock" size={14} /> Free text in the query then looks into content too. Rows still show none. Each such search is
        written to the audit trail: who searched, when and why.
      </p>
      <Select
        label="Purpose" placeholder="Why do you need it?" data={PURPOSES} value={purpose} onChange={setPurpose}
        comboboxProps={{ withinPortal: false }}
      />
      <TextInput
        label="Reference" placeholder="Case or ticket, if any" maxLength={200}
        value={reference} onChange={(event) => setReference(event.currentTarget.value)}
      />
      <Button type="submit" disabled={!purpose}>Search content</Button>
    </form>
  );
}

/** Lets free text look into content, for a purpose; offered to those who may read content. */
export function AlsoInContent({ state, onChange }: AlsoInContentProps) {
  const [open, setOpen] = useState(false);
  if (!useMay("content:read")) return null;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={320} shadow="md" trapFocus>
      <Popover.Target>
        <Button
          variant={state.content === "true" && state.purpose ? "light" : "default"}
          size="sm"
          leftSection={<Icon name="lock" size={15} />}
          onClick={() => setOpen(!open)}
        >
          Also in content
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <PurposeForm
          state={state}
          onChange={(change) => {
            setOpen(false);
            onChange(change);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
