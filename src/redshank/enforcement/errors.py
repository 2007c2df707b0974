"""What can go wrong when actions are taken back or others are told.

NotFound
├── DecisionUnknown
├── ActionUnknown
├── EndpointUnknown
└── DeliveryUnknown
Conflict
├── ActionNotRevertible   it is reverted already, or it left nothing that could be taken back
└── DeliveryNotDead       only a dead letter can be sent anew
InvalidInput
├── ReasonMissing         a change by a person needs a reason
└── AddressRefused        a webhook address that leads into the own network, or is no http(s) address
"""

from __future__ import annotations

from redshank.kernel.errors import Conflict, InvalidInput, NotFound


class DecisionUnknown(NotFound):
    """There is no such decision."""

    code = "decision-unknown"
    title = "There is no such decision"


class ActionUnknown(NotFound):
    """There is no such action."""

    code = "action-unknown"
    title = "There is no such action"


class EndpointUnknown(NotFound):
    """There is no such webhook endpoint."""

    code = "webhook-unknown"
    title = "There is no such webhook endpoint"


class DeliveryUnknown(NotFound):
    """There is no such delivery."""

    code = "delivery-unknown"
    title = "There is no such delivery"


class ActionNotRevertible(Conflict):
    """The action is reverted already, or it left nothing that could be taken back."""

    code = "action-not-revertible"
    title = "The action can't be taken back"


class DeliveryNotDead(Conflict):
    """Only a dead letter can be sent anew."""

    code = "delivery-not-dead"
    title = "The delivery is not a dead letter"


class ReasonMissing(InvalidInput):
    """A change by a person needs a reason."""

    code = "reason-missing"
    title = "A reason is needed"


class AddressRefused(InvalidInput):
    """The address leads into the own network, or is no http(s) address."""

    code = "webhook-address-refused"
    title = "Webhooks can't be sent to this address"
