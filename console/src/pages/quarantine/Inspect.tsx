import { Button, Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, path } from "@/api/client";
import { queries } from "@/api/queries";
import { useMay } from "@/app/session";
import { CopyId } from "@/components/CopyId";
import { formatBytes } from "@/components/format";
import { Inert, InertBlock } from "@/components/Inert";
import { Facts } from "@/components/Panel";
import { Loading, ProblemNote } from "@/components/States";
import { Timestamp } from "@/components/Timestamp";
import { useUndo } from "@/undo/UndoProvider";
import classes from "./Quarantine.module.css";

function Item({ id, onClose }: { id: string; onClose: () => void }) {
  const item = useQuery(queries.quarantined(id));
  const undo = useUndo();
  const may = useMay("quarantine:write");
  if (item.error) return <ProblemNote error={item.error} />;
  if (!item.data) return <Loading />;
  const { data } = item;
  const discard = () => {
    undo.schedule({
      title: `Discard the refused event ${id}`,
      send: () => api.post(path`/v1/quarantine/${id}/discard`),
      refresh: [["quarantine"]],
    });
    onClose();
  };
  return (
    <div className={classes.item}>
      <Facts
        facts={[
          ["Refused event", <CopyId key="id" text={data.id} />],
          ["Received", <Timestamp key="at" at={data.received_at} precision="ms" />],
          ["Refused for", <Inert key="c" text={data.code} mono />],
          ["Where", <Inert key="w" text={data.where ?? "—"} mono />],
          ["Sender and its id", <><Inert text={data.source ?? "unknown"} mono /> · <Inert text={data.event_id ?? "unknown"} mono /></>],
          ["Size", formatBytes(data.bytes)],
        ]}
      />
      <p><Inert text={data.detail} limit={600} /></p>
      {data.mend && <p>To mend it: <Inert text={data.mend} limit={600} /></p>}
      {data.raw !== null && (
        <div className={classes.raw}>
          <InertBlock text={data.raw} mono />
          {data.truncated && <p className={classes.dim}>Only the beginning is kept.</p>}
        </div>
      )}
      {may && data.state !== "discarded" && <Button variant="default" onClick={discard}>Discard in 10 seconds</Button>}
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
