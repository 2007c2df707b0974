import { Button } from "@mantine/core";
import { api, path } from "@/api/client";
import type { Webhook } from "@/api/types";
import { useMay } from "@/app/session";
import { Badge } from "@/components/Badge";
import { type Column, DataTable } from "@/components/DataTable";
import { Inert } from "@/components/Inert";
import { Empty } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { useUndo } from "@/undo/UndoProvider";

function Remove({ hook }: { hook: Webhook }) {
  const undo = useUndo();
  const may = useMay("webhooks:write");
  if (!may) return null;
  const remove = () =>
    undo.schedule({
      title: `Remove the endpoint ${hook.url}`,
      send: () => api.delete(path`/v1/webhooks/${hook.id}`),
      refresh: [["webhooks"], ["deliveries"]],
    });
  return <Button variant="subtle" size="compact-xs" onClick={remove}>Remove</Button>;
}

const COLUMNS: Column<Webhook>[] = [
  { id: "url", header: "Address", cell: (hook) => <Inert text={hook.url} mono limit={120} /> },
  { id: "what", header: "Gets", width: "30%", cell: (hook) => <Inert text={hook.event_types.length ? hook.event_types.join(", ") : "every kind of action"} limit={120} /> },
  { id: "note", header: "Note", width: "22%", cell: (hook) => <Inert text={hook.description ?? ""} limit={80} /> },
  { id: "state", header: "State", width: "90px", cell: (hook) => (hook.active ? <Badge tone="allow" icon="check">on</Badge> : <Badge tone="neutral" icon="pause">off</Badge>) },
  { id: "since", header: "Since", width: "96px", cell: (hook) => <Ago at={hook.created_at} /> },
  { id: "remove", header: "", width: "90px", align: "right", cell: (hook) => <Remove hook={hook} /> },
];

export function Endpoints({ hooks }: { hooks: Webhook[] }) {
  return (
    <DataTable
      label="Endpoints"
      columns={COLUMNS}
      rows={hooks}
      rowId={(hook) => hook.id}
      empty={<Empty icon="webhooks" title="No endpoint is told anything yet">Add the address of your platform that should hear of blocks, throttles and suspensions.</Empty>}
    />
  );
}
