import { Button, Drawer, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "@/api/client";
import { queries } from "@/api/queries";
import { useMay } from "@/app/session";
import { CopyId } from "@/components/CopyId";
import { formatBytes, formatCount } from "@/components/format";
import { Icon } from "@/components/Icon";
import { Inert, InertBlock } from "@/components/Inert";
import { Facts } from "@/components/Panel";
import { Loading, ProblemNote } from "@/components/States";
import { Timestamp } from "@/components/Timestamp";
import { useUndo } from "@/undo/UndoProvider";
import classes from "./Quarantine.module.css";
import { told } from "./QuarantinePage";

/** The bytes as sent may hold content, so they open with a purpose and the look is on the audit trail. */
function RawBytes({ id }: { id: string }) {
  const [purpose, setPurpose] = useState("");
  const reveal = useMutation({
    mutationFn: () => 
      body(
        api.POST("/v1/quarantine/{quarantined_id}/reveal", {
          params: { path: { quarantined_id: id } },
          body: { purpose: purpose.trim() },
        }),
      ),
  });
  if (reveal.data) {
    const { text, base64 } = reveal.data;
    return (
      <div className={classes.raw}>
        {text === null && base64 !== null && <p className={classes.dim}>These bytes are no UTF-8. Shown in base64:</p>}
        {base64 === null ? <p className={classes.dim}>The bytes were discarded.</p> : <InertBlock text={text ?? base64} mono />}
      </div>
    );
  }
  return (
    <form
      className={classes.purpose}
      onSubmit={(event) => {
        event.preventDefault();
        reveal.mutate();
      }}
    >
      <TextInput
        label="Purpose" placeholder="Why do you need to see the bytes?" required maxLength={500}
        value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)}
      />
      <Button type="submit" leftSection={<Icon name="reveal" size={14} />} disabled={purpose.trim() === ""} loading={reveal.isPending}>
        Reveal
      </Button>
      {reveal.error && <ProblemNote error={reveal.error} />}
    </form>
  );
}

function Item({ id, onClose }: { id: string; onClose: () => void }) {
  const item = useQuery(queries.quarantined(id));
  const undo = useUndo();
  const mayDiscard = useMay("quarantine:write");
  const mayReveal = useMay("content:read");
  if (item.error) return <ProblemNote error={item.error} />;
  if (!item.data) return <Loading />;
  const { data } = item;
  const discard = () => {
    undo.schedule({
      title: `Discard the refused event ${id}`,
      send: () => api.POST("/v1/quarantine/{quarantined_id}/discard", { params: { path: { quarantined_id: id } } }),
      refresh: [["quarantine"], ["quarantined", id]],
    });
    onClose();
  };
  return (
    <div className={classes.item}>
      <Facts
        facts={[
          ["Refused event", <CopyId key="id" text={data.id} />],
          ["First and last", <><Timestamp key="f" at={data.first_at} /> · <Timestamp key="l" at={data.last_at} /></>],
          ["Times", formatCount(data.times)],
          ["Refused for", <Inert key="c" text={data.code} mono />],
          ["Where", <Inert key="w" text={told(data.problem, "where") ?? "—"} mono />],
          ["Sent by", <Inert key="s" text={data.sender} mono />],
          ["Size", formatBytes(data.size)],
        ]}
      />
      <p><Inert text={told(data.problem, "detail") ?? told(data.problem, "title")} limit={600} /></p>
      {told(data.problem, "mend") && <p>To mend it: <Inert text={told(data.problem, "mend")} limit={600} /></p>}
      {data.state === "discarded" && <p>Discarded by <Inert text={data.discarded_by} /> <Timestamp at={data.discarded_at} /></p>}
      {mayReveal && data.state === "held" && <RawBytes id={id} />}
      {mayDiscard && data.state === "held" && <Button variant="default" onClick={discard}>Discard in 10 seconds</Button>}
    </div>
  );
}

export function Inspect({ id, onClose }: { id: string | null; onClose: () => void }) {
  return (
    <Drawer opened={id !== null} onClose={onClose} position="right" size="lg" title="Refused event">
      {id !== null && <Item key={id} id={id} onClose={onClose} />}
    </Drawer>
  );
}
