import type { ElementDefinition } from "cytoscape";
import type { LinkedSubject } from "@/api/types";
import { pieces } from "@/components/inertText";
import { splitSubject } from "@/components/subjects";

const LABEL_LENGTH = 22;

/** A node's label: drawn on a canvas, so hidden characters are named rather than obeyed there too. */
export function nodeLabel(subject: string): string {
  const { id } = splitSubject(subject);
  const shown = pieces(id).map((piece) => (piece.kind === "plain" ? piece.text : `[${piece.text}]`)).join("");
  return shown.length > LABEL_LENGTH ? `${shown.slice(0, LABEL_LENGTH)}…` : shown;
}

/** The graph around a subject: one node a subject, one edge a link, thicker where more events are shared. */
export function graphElements(subject: string, linked: LinkedSubject[]): ElementDefinition[] {
  const nodes = new Map<string, ElementDefinition>();
  const addNode = (name: string) => {
    if (!nodes.has(name)) {
      nodes.set(name, { data: { id: name, label: nodeLabel(name), type: splitSubject(name).type, self: name === subject } });
    }
  };
  addNode(subject);
  const most = Math.max(1, ...linked.map((link) => link.events));
  const edges = linked.map((link, index): ElementDefinition => {
    addNode(link.subject);
    if (link.via) addNode(link.via);
    return { data: { id: `edge ${index}`, source: link.via ?? subject, target: link.subject, width: 1 + (4 * link.events) / most } };
  });
  return [...nodes.values(), ...edges];
}
