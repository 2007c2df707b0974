"""Experiments: entities fall into buckets by a stable hash of the experiment's name and their id."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from redshank.rules.functions.registry import BadConstant, EntityValue, Failure, rule_function

_UNITS: Final = 10_000
"""A bucket's size counts in hundredths of a percent."""
_SEED: Final = 42
_CONTROL: Final = "control"
_MAX_BUCKETS: Final = 10
_MASK: Final = 0xFFFFFFFF

_ARGUMENTS: Final = (
    "(entity: Entity[Any], buckets: ConstExpr[list[str]], bucket_sizes: ConstExpr[list[float]],"
    " version: ConstExpr[int], revision: ConstExpr[int]) -> ExperimentT"
)


def murmur3_32(data: bytes, seed: int) -> int:
    """MurmurHash3 (x86, 32 bits) of `data`: the public-domain function of Austin Appleby, unsigned."""
    value = seed
    whole = len(data) & ~3
    for start in range(0, whole, 4):
        value ^= _mixed(int.from_bytes(data[start : start + 4], "little"))
        value = ((value << 13 | value >> 19) & _MASK) * 5 + 0xE6546B64 & _MASK
    value ^= _mixed(int.from_bytes(data[whole:], "little"))
    value ^= len(data)
    value = (value ^ value >> 16) * 0x85EBCA6B & _MASK
    value = (value ^ value >> 13) * 0xC2B2AE35 & _MASK
    return value ^ value >> 16


def _mixed(block: int) -> int:
    block = block * 0xCC9E2D51 & _MASK
    return (block << 15 | block >> 17) * 0x1B873593 & _MASK


def _units(percentage: float) -> Decimal:
    return Decimal(str(percentage)) * (_UNITS // 100)


def _check(buckets: list[str], bucket_sizes: list[float], version: int, revision: int) -> None:
    """Refuse what no event could make right.

    Raises:
        BadConstant: negative version or revision, no control bucket, more than 10 buckets, sizes that don't fit.
    """
    if version < 0:
        raise BadConstant("version", "`version` is negative", "give zero or more")
    if revision < 0:
        raise BadConstant("revision", "`revision` is negative", "give zero or more")
    if len(buckets) > _MAX_BUCKETS:
        raise BadConstant("buckets", "there are more than 10 buckets", "give at most 10")
    if _CONTROL not in buckets:
        raise BadConstant("buckets", f"there is no bucket '{_CONTROL}'", f"name one of them '{_CONTROL}'")
    if len(buckets) != len(bucket_sizes):
        raise BadConstant("bucket_sizes", "there are not as many sizes as buckets", "give one size for each bucket")
    largest = _UNITS // len(buckets)
    for size in bucket_sizes:
        units = _units(size)
        if units != int(units):
            raise BadConstant("bucket_sizes", "a size is too precise", "give at most two decimal places")
        if units > largest:
            raise BadConstant(
                "bucket_sizes",
                f"{size} is over the largest size for {len(buckets)} buckets, {Decimal(largest) / 100}",
                "make the buckets smaller or fewer",
            )


def _assigner(
    buckets: list[str], bucket_sizes: list[float], version: int, revision: int, name: str
) -> Callable[[EntityValue], list[str]]:
    _check(buckets, bucket_sizes, version, revision)
    width = _UNITS // len(buckets)
    filled = [int(_units(size)) for size in bucket_sizes]

    def assign(entity: EntityValue) -> list[str]:
        try:
            key = f"{name}/{entity.id}".encode()
        except UnicodeEncodeError:
            raise Failure("the id of `entity` holds half of a surrogate pair") from None
        index, offset = divmod(murmur3_32(key, _SEED) % _UNITS, width)
        inside = index < len(buckets) and offset < filled[index]
        # A bucket that is named twice, or by the empty string, has the number of its first mention.
        bucket = buckets[index] if inside else ""
        number = buckets.index(bucket) if bucket else -1
        return [name, entity.id, entity.type, bucket, str(number), str(version), str(revision)]

    return assign


@rule_function("Experiment" + _ARGUMENTS, family="Engine", bind=True, needs="name", reports=True, content=False)
def experiment(
    buckets: list[str], bucket_sizes: list[float], version: int, revision: int, assigned_name: str
) -> Callable[[EntityValue], list[str]]:
    """The bucket of an experiment into which an entity falls, by a stable hash of the experiment's name and its id.

    The value is a list: name, entity's id and type, bucket (empty outside the experiment), the bucket's number (-1
    outside), version, revision. Each of n buckets owns 100/n percent of entities and takes `bucket_sizes` percent of
    them, so a bucket can grow without moving anyone. It must be assigned to a name; at most 10 buckets, one called
    'control'. Fails with an error if the id holds half of a surrogate pair.

    Example:
        NewModel = Experiment(
          entity=AccountId, buckets=['control', 'strict'], bucket_sizes=[10.0, 10.0], version=1, revision=1,
        )
    """
    return _assigner(buckets, bucket_sizes, version, revision, assigned_name)


@rule_function(
    "ExperimentsBucketAssignment" + _ARGUMENTS, family="Engine", bind=True, needs="name", reports=True, content=False
)
def experiments_bucket_assignment(
    buckets: list[str], bucket_sizes: list[float], version: int, revision: int, assigned_name: str
) -> Callable[[EntityValue], list[str]]:
    """The same as `Experiment`, under the name that some rule sets use.

    Example:
        NewModel = ExperimentsBucketAssignment(
          entity=AccountId, buckets=['control', 'strict'], bucket_sizes=[10.0, 10.0], version=1, revision=1,
        )
    """
    return _assigner(buckets, bucket_sizes, version, revision, assigned_name)


@rule_function(
    "ExperimentWhen(experiment: ExperimentT, **branches: list[bool]) -> list[bool]", family="Engine", content=False
)
def experiment_when(assignment: list[str], branches: dict[str, list[bool]]) -> list[bool]:
    """The conditions of the bucket that an experiment chose; those of 'control' outside the experiment.

    `experiment` names an experiment, and each of its buckets is a keyword with a list of conditions; a missing or an
    unknown one refuses the rule set.

    Example:
        Strict = Rule(
          when_all=ExperimentWhen(experiment=NewModel, control=[Score > 0.9], strict=[Score > 0.7]),
          description='score over the limit of its bucket',
        )
    """
    return branches[assignment[3] or _CONTROL]
