// Made by `npm run types` from the server's OpenAPI description. Do not edit.

export interface paths {
    "/v1/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Actions
         * @description Actions, the newest first.
         */
        get: operations["list_actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/actions/{action_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Action
         * @description One action with its state now.
         */
        get: operations["find_action"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/actions/{action_id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revert Action
         * @description Take an action back; the standing of its subject changes within a second.
         */
        post: operations["revert_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audit
         * @description Entries that fit, the newest first.
         */
        get: operations["audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions/{decision_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain Decision
         * @description Why a decision came out as it did: features, windows, every rule and condition, actions, labels, standing.
         */
        get: operations["explain_decision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Event
         * @description Everything about an event but its content.
         */
        get: operations["event"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{event_id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reveal
         * @description Read an event's content; who, when and why goes on the audit trail in the same transaction.
         */
        post: operations["reveal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Healthz
         * @description The process lives and its event loop turns.
         */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readyz
         * @description The database answers and the engine takes events.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description Counters and histograms in Prometheus' text format; no content, no subject.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Keys
         * @description Every key, also revoked and expired ones.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Create Key
         * @description Make a key; its text is in this answer alone.
         */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Key
         * @description Make a key useless from now on; a second time changes nothing.
         */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{type}/{id}/labels/{label}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Label
         * @description Put a label on a subject, or say that it must not have it: rules can't change that until it ends.
         */
        put: operations["put_label"];
        post?: never;
        /**
         * Delete Label
         * @description Forget a label, whoever set it; rules may set it again.
         */
        delete: operations["delete_label"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Summary
         * @description Figures of the last `window` seconds, from this server's memory.
         */
        get: operations["summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream
         * @description Server-sent events: `tick` with the summary each second, `judged` with sampled events without content.
         *
         *     A stream ends after ten minutes; browsers open the next one by themselves, and who may no longer see it can't.
         */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Traces
         * @description Take an OTLP trace export; answered when its events are judged and on disk.
         *
         *     Spans that follow the GenAI semantic conventions become events, others are taken and left aside. Errors are
         *     answered with a `google.rpc.Status`, as OTLP wants.
         */
        post: operations["send_traces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List People
         * @description Everybody, also who is disabled.
         */
        get: operations["list_people"];
        put?: never;
        /**
         * Add Person
         * @description Add somebody.
         */
        post: operations["add_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Person
         * @description Change name, role, password, or whether somebody may sign in.
         */
        patch: operations["change_person"];
        trace?: never;
    };
    "/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Quarantine
         * @description Refused events, the newest first.
         */
        get: operations["list_quarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{quarantined_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Quarantined
         * @description One refused event.
         */
        get: operations["find_quarantined"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{quarantined_id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reveal Quarantined
         * @description The bytes of a refused event; the look is written to the audit trail.
         */
        post: operations["reveal_quarantined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{quarantined_id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Discard Quarantined
         * @description Drop the bytes of a refused event; a second time changes nothing.
         */
        post: operations["discard_quarantined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rules
         * @description Every rule of the set in force, and why a newer set is refused.
         */
        get: operations["list_rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Rule
         * @description One rule with its text, what it reads, its hits by the hour, and the latest events on which it held.
         */
        get: operations["find_rule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rulesets/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Rule Set
         * @description The files of a version that was in force.
         */
        get: operations["find_rule_set"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Rules
         * @description Whether files would be taken as a rule set, and what is wrong with them; nothing is kept.
         */
        post: operations["check_rules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search
         * @description Find events. Rows never hold content.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Search
         * @description Every event that fits as a file, without content; formulas and marks of direction are made inert.
         */
        get: operations["export_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who Am I
         * @description The caller and its scopes.
         */
        get: operations["who_am_i"];
        put?: never;
        /**
         * Sign In
         * @description Begin a session: a cookie that scripts can't read and other sites can't send.
         */
        post: operations["sign_in"];
        /**
         * Sign Out
         * @description End this session, or every session of the person.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Change one's own password; every session ends, also this one.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{type}/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Subject Events
         * @description The events that name a subject, the newest first.
         */
        get: operations["subject_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subjects/{type}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Subject
         * @description Everything that is known of a subject but content.
         */
        get: operations["subject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Webhooks
         * @description Every address that is told.
         */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Add Webhook
         * @description Tell an address from now on; its secret is in this answer alone.
         */
        post: operations["add_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Deliveries
         * @description Deliveries, the newest first; `state=dead` are the dead letters.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/deliveries/{delivery_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay Delivery
         * @description Send a dead letter anew.
         */
        post: operations["replay_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{endpoint_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Webhook
         * @description Put a `webhook.test` message into the outbox of one endpoint.
         */
        post: operations["try_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Webhook
         * @description Send nothing there any more; what waits becomes dead letters.
         */
        delete: operations["remove_webhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send events; answered when they are judged and on disk. */
        post: operations["send_events"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send one event and have its verdict; answered when it is on disk. */
        post: operations["decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActionOut
         * @description An action and its state now.
         */
        ActionOut: {
            /** Id */
            id: string;
            /** Decision Id */
            decision_id: string;
            /** Type */
            type: string;
            /**
             * Subject
             * @description Type/id; null for an action on the event alone
             */
            subject: string | null;
            /** Params */
            params: {
                [key: string]: unknown;
            };
            /** Rules */
            rules: string[];
            /** State */
            state: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Until */
            until: string | null;
            /** Reverted At */
            reverted_at: string | null;
            /** Reverted By */
            reverted_by: string | null;
            /** Revert Reason */
            revert_reason: string | null;
        };
        /**
         * ActionsOut
         * @description A page of actions, the newest first.
         */
        ActionsOut: {
            /** Actions */
            actions: components["schemas"]["ActionOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ActivityPoint
         * @description Events of the subject from `t` on.
         */
        ActivityPoint: {
            /**
             * T
             * Format: date-time
             */
            t: string;
            /** Events */
            events: number;
            /** Flagged */
            flagged: number;
        };
        /**
         * AuditOut
         * @description A page of the trail, the newest first.
         */
        AuditOut: {
            /** Entries */
            entries: components["schemas"]["EntryOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * BarOut
         * @description Events received from `t` on, for the length of an interval.
         */
        BarOut: {
            /**
             * T
             * Format: date-time
             */
            t: string;
            /** Count */
            count: number;
            /** Flagged */
            flagged: number;
        };
        /**
         * CheckOut
         * @description What a check found.
         */
        CheckOut: {
            /** Valid */
            valid: boolean;
            /** Version */
            version: string | null;
            /** Diagnostics */
            diagnostics: components["schemas"]["DiagnosticOut"][];
        };
        /**
         * ConditionOut
         * @description A condition of a rule and its value; null where it failed.
         */
        ConditionOut: {
            /** Text */
            text: string;
            /** Value */
            value: boolean | null;
        };
        /**
         * ContentOut
         * @description The content of an event: private.
         */
        ContentOut: {
            /** Event Id */
            event_id: string;
            /**
             * Data
             * @description the event's data as it was sent
             */
            data: unknown;
            /** Content Features */
            content_features: {
                [key: string]: unknown;
            };
            /**
             * Descriptions
             * @description what rules say, by rule, where it repeats content
             */
            descriptions: {
                [key: string]: string;
            };
        };
        /**
         * CountsOut
         * @description How many events name the subject.
         */
        CountsOut: {
            /** Events */
            events: number;
            /** Flagged */
            flagged: number;
            /** Blocked */
            blocked: number;
            /**
             * Looked At
             * @description newest events that rules, links and series are drawn from
             */
            looked_at: number;
        };
        /**
         * DecisionOut
         * @description A decision with everything that led to it, except content.
         */
        DecisionOut: {
            /** Decision Id */
            decision_id: string;
            /** Event Id */
            event_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Occurred At
             * Format: date-time
             */
            occurred_at: string;
            /**
             * Window Time
             * @description seconds since the epoch; null for an event of the lake alone
             */
            window_time: number | null;
            /** Seq */
            seq: number;
            /** Source */
            source: string;
            /** Id */
            id: string;
            /** Type */
            type: string;
            /** Surface */
            surface: string;
            /** Subjects */
            subjects: string[];
            /** Decider */
            decider: string;
            /** Rule Set */
            rule_set: string;
            /** Verdict */
            verdict: string;
            /** Verdicts */
            verdicts: string[];
            /** Policies */
            policies: string[];
            /** Severity */
            severity: string | null;
            /**
             * Evidence Sha256
             * @description of the event's data as stored; null where no action followed
             */
            evidence_sha256: string | null;
            /** Features */
            features: {
                [key: string]: unknown;
            };
            /**
             * Hidden Features
             * @description features that hold content
             */
            hidden_features: string[];
            /** Windows */
            windows: components["schemas"]["WindowOut"][];
            /** Rules */
            rules: components["schemas"]["RuleOut"][];
            /**
             * Conditions Known
             * @description false once retention has deleted what they are found again from
             */
            conditions_known: boolean;
            /** Actions */
            actions: components["schemas"]["ActionOut"][];
            /** Labels */
            labels: {
                [key: string]: unknown;
            }[];
            /** Standing */
            standing: {
                [key: string]: unknown;
            };
            /** Errors */
            errors: {
                [key: string]: string;
            }[];
        };
        /**
         * DeliveriesOut
         * @description A page of deliveries, the newest first.
         */
        DeliveriesOut: {
            /** Deliveries */
            deliveries: components["schemas"]["DeliveryOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * DeliveryOut
         * @description A message on its way to an endpoint.
         */
        DeliveryOut: {
            /**
             * Id
             * @description the webhook-id: stays the same through every attempt
             */
            id: string;
            /** Endpoint Id */
            endpoint_id: string;
            /** Type */
            type: string;
            /** Subject */
            subject: string;
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "delivering" | "delivered" | "dead";
            /** Attempts */
            attempts: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /** Delivered At */
            delivered_at: string | null;
            /** Last Status */
            last_status: number | null;
            /** Last Error */
            last_error: string | null;
        };
        /**
         * DiagnosticOut
         * @description One thing wrong or doubtful in a rule set.
         */
        DiagnosticOut: {
            /** Severity */
            severity: string;
            /** Code */
            code: string;
            /** Message */
            message: string;
            /** Path */
            path: string | null;
            /** Line */
            line: number | null;
            /** Column */
            column: number | null;
            /** End Line */
            end_line: number | null;
            /** End Column */
            end_column: number | null;
            /** Hint */
            hint: string | null;
        };
        /**
         * EndpointIn
         * @description An address to tell.
         */
        EndpointIn: {
            /** Url */
            url: string;
            /**
             * Types
             * @description kinds of message; none means all
             */
            types?: string[];
            /**
             * Description
             * @default
             */
            description: string;
        };
        /**
         * EndpointOut
         * @description An address that is told.
         */
        EndpointOut: {
            /** Id */
            id: string;
            /** Url */
            url: string;
            /** Types */
            types: string[];
            /** Description */
            description: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * EndpointsOut
         * @description Every address that is told, and what there is to tell.
         */
        EndpointsOut: {
            /** Endpoints */
            endpoints: components["schemas"]["EndpointOut"][];
            /** Message Types */
            message_types: {
                [key: string]: string;
            };
        };
        /**
         * EntryOut
         * @description What somebody did or looked at.
         */
        EntryOut: {
            /** Position */
            position: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Actor
             * @description kind, id and label
             */
            actor: {
                [key: string]: string;
            };
            /** Verb */
            verb: string;
            /** Object */
            object: string;
            /** Purpose */
            purpose: string | null;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
            /**
             * Digest
             * @description SHA-256 over this entry and the digest of the one before, in hex
             */
            digest: string;
        };
        /**
         * ErrorOut
         * @description Something that went wrong in a feature.
         */
        ErrorOut: {
            /** Feature */
            feature: string;
            /** Message */
            message: string;
        };
        /**
         * EventOut
         * @description An event without its content; why each rule held or not is at /v1/decisions.
         */
        EventOut: {
            /** Event Id */
            event_id: string;
            /** Decision Id */
            decision_id: string;
            /** Seq */
            seq: number;
            /**
             * At
             * Format: date-time
             * @description when Redshank received it
             */
            at: string;
            /**
             * Occurred At
             * Format: date-time
             */
            occurred_at: string;
            /** Source */
            source: string;
            /** Id */
            id: string;
            /** Type */
            type: string;
            /** Surface */
            surface: string;
            /** Subjects */
            subjects: string[];
            /** Rule Set */
            rule_set: string;
            /**
             * Verdict
             * @description the strongest
             */
            verdict: string;
            /** Verdicts */
            verdicts: string[];
            /** Shadow Rules */
            shadow_rules: string[];
            /** Features */
            features: components["schemas"]["redshank__web__routes__events__FeatureOut"][];
            /** Rules */
            rules: components["schemas"]["FiredOut"][];
            /** Labels */
            labels: components["schemas"]["LabelChangeOut"][];
            /** Actions */
            actions: components["schemas"]["ActionOut"][];
            /** Errors */
            errors: components["schemas"]["ErrorOut"][];
            /** Has Content */
            has_content: boolean;
        };
        /**
         * FilesIn
         * @description A rule set as files: path relative to the root -> text.
         */
        FilesIn: {
            /** Files */
            files: {
                [key: string]: string;
            };
        };
        /**
         * FiredOut
         * @description A rule that held.
         */
        FiredOut: {
            /** Name */
            name: string;
            /** Description */
            description: string;
            /** Shadow */
            shadow: boolean;
            /** Policy */
            policy: string | null;
            /** Severity */
            severity: string | null;
        };
        /**
         * GroupOut
         * @description How often a value occurs.
         */
        GroupOut: {
            /** Key */
            key: string | null;
            /** Count */
            count: number;
            /** Flagged */
            flagged: number;
            /**
             * Previous
             * @description in the period of the same length before; null without `from`
             */
            previous: number | null;
        };
        /**
         * HitsOut
         * @description Hits of one hour.
         */
        HitsOut: {
            /**
             * T
             * Format: date-time
             */
            t: string;
            /** Hits */
            hits: number;
            /** Shadow */
            shadow: number;
        };
        /**
         * HubOut
         * @description Something that so many share that it links nobody.
         */
        HubOut: {
            /** Subject */
            subject: string;
            /** Shared By */
            shared_by: number;
        };
        /**
         * KeyIn
         * @description A key to make.
         */
        KeyIn: {
            /** Name */
            name: string;
            /** Scopes */
            scopes: string[];
            /** Expires In Days */
            expires_in_days?: number | null;
        };
        /**
         * KeyOut
         * @description A key as far as it can be shown.
         */
        KeyOut: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Hint
             * @description its first characters
             */
            hint: string;
            /** Scopes */
            scopes: string[];
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Last Used At */
            last_used_at: string | null;
        };
        /**
         * KeysOut
         * @description Every key.
         */
        KeysOut: {
            /** Keys */
            keys: components["schemas"]["KeyOut"][];
        };
        /**
         * LabelChangeOut
         * @description A change of a label.
         */
        LabelChangeOut: {
            /** Subject */
            subject: string;
            /** Label */
            label: string;
            /** Status */
            status: string;
            /** Reasons */
            reasons: string[];
            /** Expires At */
            expires_at: string | null;
            /**
             * Suppressed
             * @description recorded and not applied
             */
            suppressed: boolean;
        };
        /**
         * LabelIn
         * @description What a person says about a subject.
         */
        LabelIn: {
            /**
             * Status
             * @default added
             * @enum {string}
             */
            status: "added" | "removed";
            /** Reason */
            reason: string;
            /** Expires At */
            expires_at?: string | null;
        };
        /**
         * LabelOut
         * @description A label as it stands now.
         */
        LabelOut: {
            /** Subject */
            subject: string;
            /** Label */
            label: string;
            /** Status */
            status: string;
            /** Reason */
            reason: string;
            /** By */
            by: string;
            /**
             * Set At
             * Format: date-time
             */
            set_at: string;
            /** Expires At */
            expires_at: string | null;
        };
        /**
         * LagOut
         * @description What waits; null where it can't be asked.
         */
        LagOut: {
            /**
             * Lake S
             * @description age of the oldest event that is not in the lake, seconds
             */
            lake_s: number | null;
            /** Outbox Pending */
            outbox_pending: number | null;
            /** Dead Letters */
            dead_letters: number | null;
        };
        /**
         * LatencyOut
         * @description From decoding to the durable answer, milliseconds; null without traffic.
         */
        LatencyOut: {
            /** P50 Ms */
            p50_ms: number | null;
            /** P95 Ms */
            p95_ms: number | null;
            /** P99 Ms */
            p99_ms: number | null;
        };
        /**
         * LinkOut
         * @description Another subject that shares something with this one.
         */
        LinkOut: {
            /** Subject */
            subject: string;
            /**
             * Via
             * @description what they share; null where they stand in the same events
             */
            via: string | null;
            /** Events */
            events: number;
            /**
             * First
             * Format: date-time
             */
            first: string;
            /**
             * Last
             * Format: date-time
             */
            last: string;
        };
        /**
         * LiveOut
         * @description Figures of the last minutes.
         */
        LiveOut: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Window */
            window: number;
            /** Events */
            events: number;
            /** Duplicates */
            duplicates: number;
            /** Refused */
            refused: number;
            /** Events Per S */
            events_per_s: number;
            /** Series */
            series: components["schemas"]["TrafficPoint"][];
            /** Verdicts */
            verdicts: components["schemas"]["VerdictCount"][];
            /** Rules */
            rules: components["schemas"]["RuleCount"][];
            /** Types */
            types: components["schemas"]["TypeCount"][];
            /** Surfaces */
            surfaces: components["schemas"]["SurfaceCount"][];
            latency: components["schemas"]["LatencyOut"];
            decide_latency: components["schemas"]["LatencyOut"];
            ingest_latency: components["schemas"]["LatencyOut"];
            lag: components["schemas"]["LagOut"];
            /** Parts */
            parts: components["schemas"]["PartOut"][];
        };
        /**
         * NamedCount
         * @description How often something occurs.
         */
        NamedCount: {
            /** Name */
            name: string;
            /** Count */
            count: number;
        };
        /**
         * NewEndpointOut
         * @description An address just added.
         */
        NewEndpointOut: {
            /** Id */
            id: string;
            /** Url */
            url: string;
            /** Types */
            types: string[];
            /** Description */
            description: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Secret
             * @description what signatures are checked with: shown here and never again
             */
            secret: string;
        };
        /**
         * NewKeyOut
         * @description A key just made.
         */
        NewKeyOut: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Hint
             * @description its first characters
             */
            hint: string;
            /** Scopes */
            scopes: string[];
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Last Used At */
            last_used_at: string | null;
            /**
             * Key
             * @description the key itself: shown here and never again
             */
            key: string;
        };
        /**
         * PartOut
         * @description How a part does.
         */
        PartOut: {
            /** Name */
            name: string;
            /** State */
            state: string;
            /** Detail */
            detail: string;
        };
        /**
         * PasswordChange
         * @description The present password and the one to have.
         */
        PasswordChange: {
            /**
             * Current
             * Format: password
             */
            current: string;
            /**
             * New
             * Format: password
             */
            new: string;
        };
        /**
         * PeopleOut
         * @description Everybody.
         */
        PeopleOut: {
            /** People */
            people: components["schemas"]["redshank__web__routes__people__PersonOut"][];
        };
        /**
         * PersonChange
         * @description What to change; what is left out stays.
         */
        PersonChange: {
            /** Name */
            name?: string | null;
            /** Role */
            role?: ("viewer" | "analyst" | "engineer" | "admin") | null;
            /** Disabled */
            disabled?: boolean | null;
            /** Password */
            password?: string | null;
        };
        /**
         * PersonIn
         * @description Somebody to add.
         */
        PersonIn: {
            /** Email */
            email: string;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "viewer" | "analyst" | "engineer" | "admin";
            /**
             * Password
             * Format: password
             * @description 12 characters or more; they can change it
             */
            password: string;
        };
        /**
         * PurposeIn
         * @description Why somebody reads content.
         */
        PurposeIn: {
            /** Purpose */
            purpose: string;
        };
        /**
         * QuarantineOut
         * @description A page of refused events, the newest first.
         */
        QuarantineOut: {
            /** Events */
            events: components["schemas"]["QuarantinedOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * QuarantinedOut
         * @description A refused event without its content.
         */
        QuarantinedOut: {
            /** Id */
            id: string;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /**
             * Times
             * @description how often the same bytes were refused for the same reason
             */
            times: number;
            /**
             * Sender
             * @description id of the key that sent it
             */
            sender: string;
            /** Code */
            code: string;
            /**
             * Problem
             * @description the problem that the sender got
             */
            problem: {
                [key: string]: unknown;
            };
            /**
             * Size
             * @description bytes as sent
             */
            size: number;
            /**
             * State
             * @enum {string}
             */
            state: "held" | "discarded";
            /** Discarded By */
            discarded_by: string | null;
            /** Discarded At */
            discarded_at: string | null;
        };
        /**
         * RawOut
         * @description The bytes of a refused event, at most the first 64 KiB.
         */
        RawOut: {
            /** Id */
            id: string;
            /**
             * Base64
             * @description null when they were discarded
             */
            base64: string | null;
            /**
             * Text
             * @description the same as text, where they are UTF-8
             */
            text: string | null;
        };
        /**
         * ReadyOut
         * @description Whether every part that is needed answers.
         */
        ReadyOut: {
            /** Ready */
            ready: boolean;
            /** Parts */
            parts: components["schemas"]["PartOut"][];
        };
        /**
         * RecentOut
         * @description An event on which the rule held.
         */
        RecentOut: {
            /** Event Id */
            event_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Occurred At
             * Format: date-time
             */
            occurred_at: string;
            /** Type */
            type: string;
            /** Surface */
            surface: string;
            /** Subjects */
            subjects: string[];
            /** Verdicts */
            verdicts: string[];
            /** Rules */
            rules: string[];
            /** Shadow Rules */
            shadow_rules: string[];
        };
        /**
         * RefusedOut
         * @description Why what stands in the folder is not in force.
         */
        RefusedOut: {
            /** At */
            at: string | null;
            /** Detail */
            detail: string;
            /** Diagnostics */
            diagnostics: components["schemas"]["DiagnosticOut"][];
        };
        /**
         * RevealIn
         * @description Why somebody reads content; it is kept on the audit trail.
         */
        RevealIn: {
            /** Purpose */
            purpose: string;
            /**
             * Reference
             * @description case or ticket
             */
            reference?: string | null;
        };
        /**
         * RevertIn
         * @description Why an action is taken back.
         */
        RevertIn: {
            /** Reason */
            reason: string;
        };
        /**
         * RowOut
         * @description One event without content.
         */
        RowOut: {
            /** Event Id */
            event_id: string;
            /** Seq */
            seq: number;
            /**
             * At
             * Format: date-time
             * @description when Redshank received it
             */
            at: string;
            /**
             * Occurred At
             * Format: date-time
             * @description when the platform says that it happened
             */
            occurred_at: string;
            /** Type */
            type: string;
            /** Surface */
            surface: string;
            /** Source */
            source: string;
            /**
             * Subjects
             * @description each as Type/id
             */
            subjects: string[];
            /** Verdicts */
            verdicts: string[];
            /** Rules */
            rules: string[];
            /** Shadow Rules */
            shadow_rules: string[];
        };
        /**
         * RuleCount
         * @description How often a rule held.
         */
        RuleCount: {
            /** Name */
            name: string;
            /** Count */
            count: number;
            /** Shadow */
            shadow: boolean;
        };
        /**
         * RuleDetailOut
         * @description A rule with its text, what it reads, and where it held lately.
         */
        RuleDetailOut: {
            /** Name */
            name: string;
            /** Mode */
            mode: string;
            /** Policy */
            policy: string | null;
            /** Severity */
            severity: string | null;
            /** Owner */
            owner: string | null;
            /** Expires */
            expires: string | null;
            /** Description */
            description: string;
            /** Hits 24H */
            hits_24h: number;
            /** Shadow Hits 24H */
            shadow_hits_24h: number;
            /**
             * Sparkline
             * @description hits in each of the last 24 hours, the oldest first
             */
            sparkline: number[];
            /** Path */
            path: string;
            /** Line */
            line: number;
            /**
             * Source
             * @description text of the file that it stands in
             */
            source: string;
            /** End Line */
            end_line: number;
            /** Features */
            features: components["schemas"]["redshank__web__routes__rules__FeatureOut"][];
            /** Series */
            series: components["schemas"]["HitsOut"][];
            /** Recent */
            recent: components["schemas"]["RecentOut"][];
            /** Rule Set */
            rule_set: string;
        };
        /**
         * RuleOut
         * @description A rule and what it came to.
         */
        RuleOut: {
            /** Name */
            name: string;
            /** Mode */
            mode: string;
            /**
             * State
             * @description held, not, failed or not_evaluated
             */
            state: string;
            /** Description */
            description: string;
            /** Policy */
            policy: string | null;
            /** Severity */
            severity: string | null;
            /** Owner */
            owner: string | null;
            /** Path */
            path: string;
            /** Line */
            line: number;
            /** Conditions */
            conditions: components["schemas"]["ConditionOut"][];
        };
        /**
         * RuleSetOut
         * @description A version with its files.
         */
        RuleSetOut: {
            /** Version */
            version: string;
            /**
             * Stored At
             * Format: date-time
             */
            stored_at: string;
            /** Files */
            files: {
                [key: string]: string;
            };
        };
        /**
         * RuleSummaryOut
         * @description A rule and how often it held in the last 24 hours.
         */
        RuleSummaryOut: {
            /** Name */
            name: string;
            /** Mode */
            mode: string;
            /** Policy */
            policy: string | null;
            /** Severity */
            severity: string | null;
            /** Owner */
            owner: string | null;
            /** Expires */
            expires: string | null;
            /** Description */
            description: string;
            /** Hits 24H */
            hits_24h: number;
            /** Shadow Hits 24H */
            shadow_hits_24h: number;
            /**
             * Sparkline
             * @description hits in each of the last 24 hours, the oldest first
             */
            sparkline: number[];
            /** Path */
            path: string;
            /** Line */
            line: number;
        };
        /**
         * RulesOut
         * @description The rule set in force.
         */
        RulesOut: {
            /** Rule Set */
            rule_set: string | null;
            /** Activated At */
            activated_at: string | null;
            /** Rules */
            rules: components["schemas"]["RuleSummaryOut"][];
            refused: components["schemas"]["RefusedOut"] | null;
        };
        /**
         * SearchOut
         * @description What a search found; figures and groups come with the first page.
         */
        SearchOut: {
            /** Rows */
            rows: components["schemas"]["RowOut"][];
            /**
             * Total
             * @description events that fit; null on pages after the first
             */
            total: number | null;
            /** Histogram */
            histogram: components["schemas"]["BarOut"][];
            /**
             * Interval
             * @description seconds of a histogram's column
             */
            interval: number | null;
            /** Groups */
            groups: components["schemas"]["GroupOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /**
             * As Of
             * Format: date-time
             * @description everything received up to here was looked at
             */
            as_of: string;
            /**
             * Complete
             * @description nothing is missing up to the moment of asking
             */
            complete: boolean;
            /** Took Ms */
            took_ms: number;
        };
        /**
         * SessionOut
         * @description Who is signed in and what they may do.
         */
        SessionOut: {
            /** @description null for a machine's key */
            person: components["schemas"]["redshank__web__routes__session__PersonOut"] | null;
            /**
             * Key
             * @description the key's id, null for a person
             */
            key: string | null;
            /** Scopes */
            scopes: string[];
            /** Expires At */
            expires_at: string | null;
        };
        /**
         * SignIn
         * @description Email and password.
         */
        SignIn: {
            /** Email */
            email: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * StandingOut
         * @description What a subject may do now.
         */
        StandingOut: {
            /** State */
            state: string;
            /** Until */
            until: string | null;
            /**
             * Action
             * @description the action that gives it; null when active
             */
            action: string | null;
        };
        /**
         * SubjectLabelOut
         * @description The last fact about a label of a subject.
         */
        SubjectLabelOut: {
            /** Label */
            label: string;
            /** Status */
            status: string;
            /**
             * Active
             * @description it counts now
             */
            active: boolean;
            /**
             * Reasons
             * @description rules that put it there, or `manual`
             */
            reasons: string[];
            /**
             * By
             * @description rule-set version, or who did it
             */
            by: string;
            /**
             * Note
             * @description why, where a person did it
             */
            note: string;
            /**
             * Set At
             * Format: date-time
             */
            set_at: string;
            /** Expires At */
            expires_at: string | null;
        };
        /**
         * SubjectOut
         * @description Everything that is known of a subject but content.
         */
        SubjectOut: {
            /** Subject */
            subject: string;
            standing: components["schemas"]["StandingOut"];
            /** Labels */
            labels: components["schemas"]["SubjectLabelOut"][];
            /** First Seen */
            first_seen: string | null;
            /** Last Seen */
            last_seen: string | null;
            counts: components["schemas"]["CountsOut"];
            /** Types */
            types: components["schemas"]["NamedCount"][];
            /** Surfaces */
            surfaces: components["schemas"]["NamedCount"][];
            /** Rules */
            rules: components["schemas"]["NamedCount"][];
            /** Shadow Rules */
            shadow_rules: components["schemas"]["NamedCount"][];
            /** Verdicts */
            verdicts: components["schemas"]["VerdictCount"][];
            /** Linked */
            linked: components["schemas"]["LinkOut"][];
            /**
             * Hubs
             * @description left out of `linked`: shared by more than 25 others
             */
            hubs: components["schemas"]["HubOut"][];
            /** Actions */
            actions: components["schemas"]["ActionOut"][];
            /** Series */
            series: components["schemas"]["ActivityPoint"][];
            /**
             * Interval
             * @description seconds between two points of the series
             */
            interval: number | null;
            /** As Of */
            as_of: string | null;
        };
        /**
         * SurfaceCount
         * @description Events of a surface.
         */
        SurfaceCount: {
            /** Surface */
            surface: string;
            /** Count */
            count: number;
        };
        /**
         * TimelineOut
         * @description A page of a subject's events, the newest first.
         */
        TimelineOut: {
            /** Items */
            items: components["schemas"]["RowOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * TrafficPoint
         * @description Events from `t` on.
         */
        TrafficPoint: {
            /**
             * T
             * Format: date-time
             */
            t: string;
            /** Events */
            events: number;
            /** Blocked */
            blocked: number;
            /** Flagged */
            flagged: number;
        };
        /**
         * TypeCount
         * @description Events of a type.
         */
        TypeCount: {
            /** Type */
            type: string;
            /** Count */
            count: number;
        };
        /**
         * VerdictCount
         * @description How often a verdict was given.
         */
        VerdictCount: {
            /** Verdict */
            verdict: string;
            /** Count */
            count: number;
        };
        /**
         * WindowOut
         * @description A window and what it said.
         */
        WindowOut: {
            /** Name */
            name: string;
            /** Source */
            source: string;
            /** Kind */
            kind: string | null;
            /** Within S */
            within_s: number | null;
            /** Value */
            value: unknown;
            /**
             * Hidden
             * @description the value holds content and is left out
             */
            hidden: boolean;
        };
        /**
         * FeatureOut
         * @description A feature of the event.
         */
        redshank__web__routes__events__FeatureOut: {
            /** Name */
            name: string;
            /**
             * Value
             * @description null where it failed, and where it is content: that takes a reveal
             */
            value: unknown;
            /** Content */
            content: boolean;
        };
        /**
         * PersonOut
         * @description Somebody who can sign in, or could.
         */
        redshank__web__routes__people__PersonOut: {
            /** Id */
            id: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "viewer" | "analyst" | "engineer" | "admin";
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Disabled At */
            disabled_at: string | null;
        };
        /**
         * FeatureOut
         * @description A feature that a rule reads.
         */
        redshank__web__routes__rules__FeatureOut: {
            /** Name */
            name: string;
            /** Kind */
            kind: string;
            /** Type */
            type: string;
            /** Content */
            content: boolean;
        };
        /**
         * PersonOut
         * @description A person as the console shows it.
         */
        redshank__web__routes__session__PersonOut: {
            /** Id */
            id: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Role */
            role: string;
        };
        /** @description RFC 9457 problem details. `code` values are listed in the reference of errors. */
        Problem: {
            /** @description urn:redshank:error:<code> */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description the place in the input */
            where?: string;
            /** @description what to do about it */
            mend?: string;
            /** @description seconds */
            retry_after?: number;
            /** @description each thing wrong, with its place */
            problems?: Record<string, never>[];
            request_id?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_actions: {
        parameters: {
            query?: {
                /** @description Type/id */
                subject?: string | null;
                type?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionsOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_action: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                action_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revert_action: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                action_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevertIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                actor?: string | null;
                verb?: string | null;
                object?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explain_decision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                decision_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reveal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevealIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContentOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyOut"];
                };
            };
            /** @description a part is down */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus' text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeysOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKeyOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                type: string;
                id: string;
                label: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_label: {
        parameters: {
            query: {
                reason: string;
            };
            header?: never;
            path: {
                type: string;
                id: string;
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    summary: {
        parameters: {
            query?: {
                /** @description seconds that the figures cover */
                window?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream: {
        parameters: {
            query?: {
                /** @description seconds that the figures cover */
                window?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_traces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-protobuf": string;
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description ExportTraceServiceResponse */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-protobuf": string;
                    "application/json": Record<string, never>;
                };
            };
            /** @description google.rpc.Status; a problem where the caller may not send */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-protobuf": string;
                    "application/json": Record<string, never>;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_person: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["redshank__web__routes__people__PersonOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["redshank__web__routes__people__PersonOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_quarantine: {
        parameters: {
            query?: {
                state?: ("held" | "discarded") | null;
                code?: string | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_quarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quarantined_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reveal_quarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quarantined_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurposeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RawOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discard_quarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                quarantined_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleDetailOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_rule_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSetOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search: {
        parameters: {
            query?: {
                /** @description field, type of subject, or feature */
                group_by?: string | null;
                /** @description 30s, 5m, 1h, 1d, 1w, or seconds */
                interval?: string | null;
                groups?: number;
                limit?: number;
                cursor?: string | null;
                /** @description free text looks into content too; needs content:read */
                content?: boolean;
                /** @description why content is searched */
                purpose?: string | null;
                /** @description case or ticket */
                reference?: string | null;
                /** @description terms of the search language; all must hold */
                q?: string;
                /** @description received at or after */
                from?: string | null;
                /** @description received before */
                to?: string | null;
                type?: string[];
                surface?: string[];
                verdict?: string[];
                rule?: string[];
                /** @description Type/id */
                subject?: string | null;
                /** @description by arrival */
                order?: "desc" | "asc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_search: {
        parameters: {
            query?: {
                format?: "csv" | "jsonl" | "parquet";
                /** @description terms of the search language; all must hold */
                q?: string;
                /** @description received at or after */
                from?: string | null;
                /** @description received before */
                to?: string | null;
                type?: string[];
                surface?: string[];
                verdict?: string[];
                rule?: string[];
                /** @description Type/id */
                subject?: string | null;
                /** @description by arrival */
                order?: "desc" | "asc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    who_am_i: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: {
                everywhere?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    subject_events: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                type: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    subject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                type: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointsOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewEndpointOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                state?: ("pending" | "delivering" | "delivered" | "dead") | null;
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveriesOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replay_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: number;
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_events: {
        parameters: {
            query?: {
                /** @description arrival times are the sender's: `received_at`, else `time`; needs the scope events:backfill */
                backfill?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cloudevents+json": {
                    /** @enum {string} */
                    specversion: "1.0";
                    id: string;
                    source: string;
                    type: string;
                    subject?: string | null;
                    /** Format: date-time */
                    time?: string | null;
                    /**
                     * Format: date-time
                     * @description when another system received it; read with `backfill=true` alone
                     */
                    received_at?: string | null;
                    datacontenttype?: string | null;
                    dataschema?: string | null;
                    data?: Record<string, never> | null;
                };
                "application/cloudevents-batch+json": {
                    /** @enum {string} */
                    specversion: "1.0";
                    id: string;
                    source: string;
                    type: string;
                    subject?: string | null;
                    /** Format: date-time */
                    time?: string | null;
                    /**
                     * Format: date-time
                     * @description when another system received it; read with `backfill=true` alone
                     */
                    received_at?: string | null;
                    datacontenttype?: string | null;
                    dataschema?: string | null;
                    data?: Record<string, never> | null;
                }[];
                "application/x-ndjson": string;
                "application/ndjson": string;
                "application/json": {
                    /** @enum {string} */
                    specversion: "1.0";
                    id: string;
                    source: string;
                    type: string;
                    subject?: string | null;
                    /** Format: date-time */
                    time?: string | null;
                    /**
                     * Format: date-time
                     * @description when another system received it; read with `backfill=true` alone
                     */
                    received_at?: string | null;
                    datacontenttype?: string | null;
                    dataschema?: string | null;
                    data?: Record<string, never> | null;
                } | {
                    /** @enum {string} */
                    specversion: "1.0";
                    id: string;
                    source: string;
                    type: string;
                    subject?: string | null;
                    /** Format: date-time */
                    time?: string | null;
                    /**
                     * Format: date-time
                     * @description when another system received it; read with `backfill=true` alone
                     */
                    received_at?: string | null;
                    datacontenttype?: string | null;
                    dataschema?: string | null;
                    data?: Record<string, never> | null;
                }[];
            };
        };
        responses: {
            /** @description What became of each event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description events that are new, judged and on disk */
                        accepted: number;
                        /** @description events that the log held already */
                        duplicates: number;
                        refused: {
                            index: number;
                            problem: components["schemas"]["Problem"];
                        }[];
                        events: {
                            index: number;
                            id: string;
                            verdicts?: string[];
                            duplicate?: boolean;
                        }[];
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cloudevents+json": {
                    /** @enum {string} */
                    specversion: "1.0";
                    id: string;
                    source: string;
                    type: string;
                    subject?: string | null;
                    /** Format: date-time */
                    time?: string | null;
                    /**
                     * Format: date-time
                     * @description when another system received it; read with `backfill=true` alone
                     */
                    received_at?: string | null;
                    datacontenttype?: string | null;
                    dataschema?: string | null;
                    data?: Record<string, never> | null;
                };
                "application/json": {
                    /** @enum {string} */
                    specversion: "1.0";
                    id: string;
                    source: string;
                    type: string;
                    subject?: string | null;
                    /** Format: date-time */
                    time?: string | null;
                    /**
                     * Format: date-time
                     * @description when another system received it; read with `backfill=true` alone
                     */
                    received_at?: string | null;
                    datacontenttype?: string | null;
                    dataschema?: string | null;
                    data?: Record<string, never> | null;
                };
            };
        };
        responses: {
            /** @description The decision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        decision_id: string;
                        event_id: string;
                        /** @enum {string} */
                        verdict: "allow" | "review" | "throttle" | "challenge" | "block";
                        verdicts: string[];
                        actions: Record<string, never>[];
                        rules: Record<string, never>[];
                        labels: Record<string, never>[];
                        standing: {
                            subject?: string | null;
                            /** @enum {string} */
                            state?: "active" | "limited" | "suspended" | "banned";
                            /** Format: date-time */
                            until?: string | null;
                        };
                        rule_set?: string;
                        /** @description asked before; the answer is the one given then */
                        duplicate?: boolean;
                        shadow?: {
                            rules?: string[];
                        };
                    };
                };
            };
            /** @description What went wrong */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
