"""The twelve planted operations and their benign twins, one module each."""

from __future__ import annotations

from typing import Final

from redshank.simulate.operations import (
    ban_evasion,
    cards,
    distillation,
    farming,
    hydra,
    influence,
    injection,
    jailbreak,
    key_theft,
    malware,
    relay,
    romance,
)
from redshank.simulate.operations.base import Operation

OPERATIONS: Final[tuple[Operation, ...]] = (
    farming.OPERATION,
    key_theft.OPERATION,
    distillation.OPERATION,
    jailbreak.OPERATION,
    ban_evasion.OPERATION,
    romance.OPERATION,
    influence.OPERATION,
    malware.OPERATION,
    injection.OPERATION,
    relay.OPERATION,
    cards.OPERATION,
    hydra.OPERATION,
)
