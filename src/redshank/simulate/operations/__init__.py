"""The twelve planted operations and their benign twins, one module each."""

from __future__ import annotations

from typing import Final

from redshank.simulate.operations.base import Operation

OPERATIONS: Final[tuple[Operation, ...]] = ()
