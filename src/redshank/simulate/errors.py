"""What can go wrong when traffic is simulated or delivered.

RedshankError
├── InvalidInput
│   └── InvalidSimulation   the configuration asks for something that can't be
├── Unavailable
│   └── DeliveryGaveUp      the receiver stayed away longer than the patience
└── Forbidden
    └── DeliveryRefused     the receiver answered with an error that trying again can't mend
"""

from __future__ import annotations

from redshank.kernel.errors import Forbidden, InvalidInput, Unavailable


class InvalidSimulation(InvalidInput):
    """The configuration asks for something that can't be."""

    code = "invalid-simulation"
    title = "The simulation can't be run as configured"


class DeliveryRefused(Forbidden):
    """The receiver answered with an error that trying again can't mend."""

    code = "delivery-refused"
    title = "The receiver refuses the events"


class DeliveryGaveUp(Unavailable):
    """The receiver stayed away longer than the sender's patience; the unsent events are counted in the detail."""

    code = "delivery-gave-up"
    title = "The receiver can't be reached"
