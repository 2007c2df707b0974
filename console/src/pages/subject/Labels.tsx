import { Button, Checkbox, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { forgetLabel, putLabel } from "@/api/labels";
import type { SubjectLabel } from "@/api/types";
import { useMay } from "@/app/session";
import { Badge } from "@/components/Badge";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Panel } from "@/components/Panel";
import { ReasonForm } from "@/components/ReasonForm";
import { Empty } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { useUndo } from "@/undo/UndoProvider";
import classes from "./Subject.module.css";

const EXPIRIES = [
  { value: "", label: "No end" },
  { value: "86400", label: "1 day" },
  { value: "604800", label: "7 days" },
  { value: "2592000", label: "30 days" },
  { value: "7776000", label: "90 days" },
];

interface LabelsProps {
  type: string;
  id: string;
  labels: SubjectLabel[];
}

function AddLabel({ type, id, opened, onClose }: Omit<LabelsProps, "labels"> & { opened: boolean; onClose: () => void }) {
  const undo = useUndo();
  const [label, setLabel] = useState("");
  const [reason, setReason] = useState("");
  const [expiry, setExpiry] = useState("");
  const fits = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}$/.test(label);
  const ready = fits && reason.trim().length >= 3;
  const submit = () => {
    if (!ready) return;
    undo.schedule({
      title: `Label ${type}/${id} with ${label}`,
      send: () =>
        putLabel({ type, id, label }, {
          status: "added",
          reason: reason.trim(),
          expires_at: expiry ? new Date(Date.now() + Number(expiry) * 1000).toISOString() : null,
        }),
      refresh: [["subject", type, id]],
    });
    setLabel("");
    setReason("");
    onClose();
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Add a label">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          data-autofocus
          label="Label"
          description="One that the rule set declares for this type of subject."
          error={label !== "" && !fits ? "A label has no spaces and starts with a letter or digit" : null}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          required
        />
        <Select label="Ends after" data={EXPIRIES} value={expiry} onChange={(value) => setExpiry(value ?? "")} allowDeselect={false} />
        <Textarea label="Reason" description="Kept on the audit trail." autosize minRows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} required />
        <Button type="submit" disabled={!ready}>Add in 10 seconds</Button>
      </form>
    </Modal>
  );
}

/** Labels as rules see them now. A person's change waits ten seconds, then the next event is judged with it. */
export function Labels({ type, id, labels }: LabelsProps) {
  const undo = useUndo();
  const may = useMay("labels:write");
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<string | null>(null);
  const [keepOff, setKeepOff] = useState(false);
  const remove = (label: string, reason: string) =>
    undo.schedule({
      title: keepOff ? `Keep ${label} off ${type}/${id}` : `Take ${label} off ${type}/${id}`,
      send: () =>
        keepOff
          ? putLabel({ type, id, label }, { status: "removed", reason, expires_at: null })
          : forgetLabel({ type, id, label }, reason),
      refresh: [["subject", type, id]],
    });
  return (
    <Panel
      title="Labels"
      aside={may && <Button variant="subtle" leftSection={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>Add</Button>}
    >
      {labels.length === 0 && <Empty icon="label" title="No label is set">Rules set them with LabelAdd; you can add one by hand, with a reason.</Empty>}
      <ul className={classes.labels}>
        {labels.map((label) => (
          <li key={label.label} className={classes.labelRow}>
            <div className={classes.labelWords}>
              <span>
                <Badge tone={label.active ? "challenge" : "neutral"} icon="label"><Inert text={label.label} limit={60} /></Badge>{" "}
                {!label.active && <span className={classes.dim}>{label.expires_at && Date.parse(label.expires_at) < Date.now() ? "ended" : "taken off"}</span>}
              </span>
              <span className={classes.dim}>
                <Ago at={label.set_at} /> by <Inert text={label.reasons.filter((one) => one !== "manual").join(", ") || label.by} limit={100} />
                {label.expires_at && <>, ends <Ago at={label.expires_at} /></>}
                {label.note && <>: <Inert text={label.note} limit={200} /></>}
              </span>
            </div>
            {may && label.active && (
              <Button variant="subtle" size="compact-xs" aria-label={`Remove the label ${label.label}`} onClick={() => setRemoving(label.label)}>
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      <AddLabel type={type} id={id} opened={adding} onClose={() => setAdding(false)} />
      <ReasonForm
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove the label ${removing ?? ""}`}
        submit="Remove in 10 seconds"
        onSubmit={(reason) => removing && remove(removing, reason)}
      >
        <Checkbox
          mb="sm" size="xs" label="Keep it off: rules can't set it again" checked={keepOff}
          onChange={(event) => setKeepOff(event.currentTarget.checked)}
        />
      </ReasonForm>
    </Panel>
  );
}
