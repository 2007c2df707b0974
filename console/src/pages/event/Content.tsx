import { Button, Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, body } from "@/api/client";
import type { EventDetail, Json, Revealed } from "@/api/types";
import { useMay } from "@/app/session";
import { Icon } from "@/components/Icon";
import { Inert, InertBlock } from "@/components/Inert";
import { Keys } from "@/components/Keys";
import { Panel } from "@/components/Panel";
import { PURPOSES } from "@/components/purposes";
import { Empty, ProblemNote } from "@/components/States";
import { JsonTree } from "@/components/ValueText";
import { useCommand } from "@/keyboard/KeyboardProvider";
import classes from "./Event.module.css";
import { Transcript } from "./Transcript";
import { turnsOf } from "./turns";

function PurposeForm({ event, onRevealed }: { event: EventDetail; onRevealed: (revealed: Revealed) => void }) {
  const [purpose, setPurpose] = useState<string | null>(null);
  const [reference, setReference] = useState("");
  const select = useRef<HTMLInputElement>(null);
  useCommand("event.reveal", () => select.current?.focus());
  const reveal = useMutation({
    mutationFn: () =>
      
      body(
        api.POST("/v1/events/{event_id}/reveal", {
          params: { path: { event_id: event.event_id } },
          body: { purpose: purpose ?? "", reference: reference.trim() || null },
        }),
      ),
    onSuccess: onRevealed,
  });
  return (
    <form
      className={classes.reveal}
      onSubmit={(submit) => {
        submit.preventDefault();
        if (purpose) reveal.mutate();
      }}
    >
      <p className={classes.revealWords}>
        <Icon name="lock" /> Content stays closed until there is a purpose. Who opened it, when and why is kept on the audit trail.
      </p>
      <div className={classes.revealFields}>
        <Select ref={select} label="Purpose" placeholder="Why do you need it?" data={PURPOSES} value={purpose} onChange={setPurpose} />
        <TextInput label="Reference" placeholder="Case or ticket, if any" maxLength={200} value={reference} onChange={(change) => setReference(change.currentTarget.value)} />
        <Button type="submit" size="sm" leftSection={<Icon name="reveal" size={15} />} disabled={!purpose} loading={reveal.isPending}>
          Reveal
        </Button>
      </div>
      {reveal.error && <ProblemNote error={reveal.error} />}
    </form>
  );
}

function Opened({ revealed, onClose }: { revealed: Revealed; onClose: () => void }) {
  const [raw, setRaw] = useState(false);
  const turns = turnsOf(revealed.data as Json);
  const showRaw = raw || turns.length === 0;
  return (
    <div className={classes.opened}>
      <div className={classes.openedBar}>
        <span className={classes.dim}>Shown as text: links are defanged, hidden characters named, nothing is fetched.</span>
        {turns.length > 0 && <Button variant="default" onClick={() => setRaw(!raw)}>{raw ? "Transcript" : "All fields"}</Button>}
        <Button variant="default" onClick={onClose}>Close</Button>
      </div>
      {showRaw ? <div className={classes.raw}><JsonTree value={revealed.data as Json} /></div> : <Transcript turns={turns} />}
      {Object.keys(revealed.content_features).length > 0 && (
        <details className={classes.contentFeatures}>
          <summary>Features made from content ({Object.keys(revealed.content_features).length})</summary>
          {Object.entries(revealed.content_features).map(([name, value]) => (
            <div key={name}>
              <Inert text={name} mono />
              <InertBlock text={typeof value === "string" ? value : JSON.stringify(value)} mono />
            </div>
          ))}
        </details>
      )}
    </div>
  );
}

/** Metadata first: content opens only with a purpose, and closes again with the page. */
export function Content({ event }: { event: EventDetail }) {
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const may = useMay("content:read");
  return (
    <Panel title="Content" aside={revealed === null && may && event.has_content ? <Keys command="event.reveal" /> : undefined}>
      {!event.has_content ? (
        <Empty icon="lock" title="No content is kept">This event carried none, or its retention has passed. Scores and verdicts stay.</Empty>
      ) : !may ? (
        <Empty icon="lock" title="Your role does not open content">Ask an analyst, or an admin for another role.</Empty>
      ) : revealed === null ? (
        <PurposeForm event={event} onRevealed={setRevealed} />
      ) : (
        <Opened revealed={revealed} onClose={() => setRevealed(null)} />
      )}
    </Panel>
  );
}
