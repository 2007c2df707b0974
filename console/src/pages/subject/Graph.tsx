import { useComputedColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import cytoscape from "cytoscape";
import { useEffect, useRef } from "react";
import type { LinkedSubject } from "@/api/types";
import { styleNonce } from "@/app/csp";
import { splitSubject } from "@/components/subjects";
import { graphElements } from "./graphElements";
import classes from "./Subject.module.css";

const SHAPES: Record<string, string> = {
  Account: "ellipse", Organization: "round-rectangle", ApiKey: "diamond", Device: "round-hexagon", Network: "round-triangle",
  Payment: "rectangle", Session: "round-pentagon", EndUser: "ellipse", Conversation: "round-octagon", File: "cut-rectangle",
};

/** Cytoscape adds one style element without a nonce unless it finds it there: ours carries the nonce. */
function provideStylesheet(): void {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  const style = document.createElement("style");
  style.id = id;
  style.nonce = styleNonce();
  style.textContent = ".__________cytoscape_container { position: relative; }";
  document.head.prepend(style);
}

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function Graph({ subject, linked }: { subject: string; linked: LinkedSubject[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const scheme = useComputedColorScheme("light");
  const open = useRef(navigate);
  open.current = navigate;

  useEffect(() => {
    if (!frame.current) return;
    provideStylesheet();
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const graph = cytoscape({
      container: frame.current,
      elements: graphElements(subject, linked),
      style: [
        {
          selector: "node",
          style: {
            label: "data(label)", "font-family": "IBM Plex Mono, monospace", "font-size": 10, color: color("--rs-text-2"),
            "text-valign": "bottom", "text-outline-color": color("--rs-surface"), "text-outline-width": 2, "text-margin-y": 4, width: 22, height: 22, "background-color": color("--rs-chart-clean"),
            "border-width": 1, "border-color": color("--rs-line-strong"),
            shape: ((node: cytoscape.NodeSingular) => SHAPES[String(node.data("type"))] ?? "ellipse") as never,
          },
        },
        { selector: "node[?self]", style: { "background-color": color("--rs-shank"), width: 32, height: 32 } },
        { selector: "edge", style: { width: "data(width)" as never, "line-color": color("--rs-line-strong"), "curve-style": "bezier" } },
      ],
      layout: { name: "cose", animate: !still && linked.length < 80, animationDuration: 300, padding: 24, nodeRepulsion: () => 9000, idealEdgeLength: () => 70 },
      minZoom: 0.3,
      maxZoom: 3,
    });
    graph.on("tap", "node", (event) => {
      const name = String(event.target.id());
      if (name !== subject) void open.current({ to: "/subjects/$type/$id", params: splitSubject(name) });
    });
    return () => graph.destroy();
  }, [subject, linked, scheme]);

  return <div ref={frame} className={classes.graph} role="img" aria-label="Linked subjects drawn as a graph; the table has the same links" />;
}
