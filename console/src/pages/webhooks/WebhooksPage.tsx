import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api } from "@/api/client";
import { queries } from "@/api/queries";
import type { Delivery } from "@/api/types";
import { useMay } from "@/app/session";
import { Badge } from "@/components/Badge";
import { type Column, DataTable } from "@/components/DataTable";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { PageHead, Panel } from "@/components/Panel";
import { Empty, Loading, ProblemNote } from "@/components/States";
import { Ago } from "@/components/Timestamp";
import { useUndo } from "@/undo/UndoProvider";
import { AddWebhook } from "./AddWebhook";
import { Endpoints } from "./Endpoints";

const STATES = {
  delivered: { tone: "allow", icon: "check" },
  pending: { tone: "neutral", icon: "clock" },
  delivering: { tone: "review", icon: "replay" },
  dead: { tone: "block", icon: "close" },
} as const;

const STATE_NAMES = ["pending", "delivering", "delivered", "dead"] as const;

const FILTERS = [
  { value: "", label: "All" },
  { value: "pending", label: "Waiting" },
  { value: "delivered", label: "Delivered" },
  { value: "dead", label: "Dead letters" },
];

function Replay({ delivery }: { delivery: Delivery }) {
  const undo = useUndo();
  const may = useMay("webhooks:write");
  const [asked, setAsked] = useState(false);
  if (!may || delivery.state !== "dead") return null;
  const replay = () => {
    setAsked(true);
    undo.schedule({
      title: `Replay ${delivery.id}`,
      send: () => api.POST("/v1/webhooks/deliveries/{delivery_id}/replay", { params: { path: { delivery_id: delivery.id } } }).finally(() => setAsked(false)),
      refresh: [["deliveries"], ["live"]],
    });
  };
  return (
    <Button variant="default" size="compact-xs" leftSection={<Icon name="replay" size={12} />} disabled={asked} onClick={replay}>
      Replay
    </Button>
  );
}

function EndpointUrl({ id }: { id: string }) {
  const hooks = useQuery(queries.webhooks());
  return <Inert text={hooks.data?.endpoints.find((hook) => hook.id === id)?.url ?? id} mono limit={80} />;
}

const COLUMNS: Column<Delivery>[] = [
  { id: "created", header: "Made", width: "96px", cell: (delivery) => <Ago at={delivery.created_at} /> },
  {
    id: "state", header: "State", width: "116px",
    cell: (delivery) => <Badge tone={STATES[delivery.state].tone} icon={STATES[delivery.state].icon}>{delivery.state === "dead" ? "dead letter" : delivery.state}</Badge>,
  },
  { id: "type", header: "Message", width: "160px", cell: (delivery) => <Inert text={delivery.type} limit={40} /> },
  { id: "subject", wide: true, header: "About", width: "17%", cell: (delivery) => <Inert text={delivery.subject} mono limit={60} /> },
  { id: "endpoint", header: "Endpoint", width: "24%", cell: (delivery) => <EndpointUrl id={delivery.endpoint_id} /> },
  { id: "attempts", header: "Tries", width: "64px", align: "right", cell: (delivery) => delivery.attempts },
  {
    id: "last", header: "Last answer",
    cell: (delivery) =>
      delivery.last_error ? <Inert text={delivery.last_error} limit={160} /> : delivery.last_status !== null ? delivery.last_status : "not tried yet",
  },
  { id: "next", wide: true, header: "Next try", width: "96px", cell: (delivery) => (delivery.state === "pending" ? <Ago at={delivery.due_at} /> : "—") },
  { id: "replay", header: "", width: "96px", align: "right", cell: (delivery) => <Replay delivery={delivery} /> },
];

function Deliveries() {
  const { state = "" } = useSearch({ from: "/app/webhooks" });
  const navigate = useNavigate();
  const found = useInfiniteQuery(queries.deliveries(STATE_NAMES.find((one) => one === state)));
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.deliveries) ?? [], [found.data]);
  return (
    <Panel
      title="Deliveries"
      flush
      aside={
        <SegmentedControl
          data={FILTERS} value={state} aria-label="State"
          onChange={(value) => void navigate({ to: "/webhooks", search: value ? { state: value } : {}, replace: true })}
        />
      }
    >
      {found.error && !found.data ? <ProblemNote error={found.error} retry={() => void found.refetch()} /> : !found.data ? <Loading /> : (
        <DataTable
          label="Deliveries"
          columns={COLUMNS}
          rows={rows}
          rowId={(delivery) => delivery.id}
          keyboard
          height="560px"
          more={{ has: found.hasNextPage, loading: found.isFetchingNextPage, load: () => void found.fetchNextPage({ cancelRefetch: false }) }}
          empty={
            state === "dead" ? (
              <Empty icon="check" title="No dead letter">Every message was taken by its receiver, or is still being tried.</Empty>
            ) : (
              <Empty icon="webhooks" title="Nothing was sent">An action of a rule makes a message for every endpoint that asks for its kind.</Empty>
            )
          }
        />
      )}
    </Panel>
  );
}

export function WebhooksPage() {
  const hooks = useQuery(queries.webhooks());
  const may = useMay("webhooks:write");
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHead title="Webhooks" detail="How the platform hears of actions: signed, retried, and kept as dead letters when nobody answers.">
        {may && <Button size="sm" leftSection={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>Add an endpoint</Button>}
      </PageHead>
      <Panel title="Endpoints" flush>
        {hooks.error ? <ProblemNote error={hooks.error} retry={() => void hooks.refetch()} /> : !hooks.data ? <Loading rows={2} /> : <Endpoints hooks={hooks.data.endpoints} />}
      </Panel>
      <Deliveries />
      <AddWebhook kinds={hooks.data?.message_types ?? {}} opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}
