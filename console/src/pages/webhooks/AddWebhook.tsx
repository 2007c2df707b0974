import { Button, Modal, MultiSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "@/api/client";
import { CopyId } from "@/components/CopyId";
import { ProblemNote } from "@/components/States";

interface AddWebhookProps {
  /** Kinds of message and what each tells. */
  kinds: Record<string, string>;
  opened: boolean;
  onClose: () => void;
}

export function AddWebhook({ kinds, opened, onClose }: AddWebhookProps) {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const [types, setTypes] = useState<string[]>([]);
  const add = useMutation({
    mutationFn: () => body(api.POST("/v1/webhooks", { body: { url, description, types } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const close = () => {
    add.reset();
    setUrl("");
    setDescription("");
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={add.data ? "The endpoint is added" : "Add an endpoint"}>
      {add.data ? (
        <>
          <p>Its signing secret is shown once. The receiver verifies every message with it (Standard Webhooks).</p>
          <CopyId text={add.data.secret} limit={120} />
          <div><Button mt="md" onClick={close}>I have kept it</Button></div>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <TextInput data-autofocus label="Address" type="url" required placeholder="https://platform.example/hooks/redshank" value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
          <MultiSelect mt="sm" label="Messages it gets" description="None chosen means all."
            data={Object.entries(kinds).map(([value, meaning]) => ({ value, label: `${value}: ${meaning}` }))}
            value={types} onChange={setTypes} />
          <TextInput mt="sm" label="Note" maxLength={200} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
          {add.error && <ProblemNote error={add.error} />}
          <Button type="submit" mt="md" loading={add.isPending}>Add</Button>
        </form>
      )}
    </Modal>
  );
}
