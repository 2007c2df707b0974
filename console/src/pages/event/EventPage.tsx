export function EventPage() { return null; }
export function DecisionPage() { return null; }
