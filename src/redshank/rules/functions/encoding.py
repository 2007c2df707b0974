"""Base64 and hashes."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, b64encode
from typing import Final

from redshank.rules.functions.registry import Failure, rule_function

_HALF_PAIR: Final = "`input` holds half of a surrogate pair, which has no UTF-8 form"


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Failure(_HALF_PAIR) from None


@rule_function("Base64Encode(input: str) -> str", family="Encoding", reports=True)
def base64_encode(text: str) -> str:
    """The UTF-8 bytes of `input` in Base64.

    Fails with an error if `input` holds half of a surrogate pair.

    Example:
        Encoded = Base64Encode(input='attack at dawn')
    """
    return b64encode(_bytes(text)).decode("ascii")


@rule_function("Base64Decode(input: str) -> str", family="Encoding", reports=True)
def base64_decode(text: str) -> str:
    """The text whose UTF-8 bytes `input` holds in Base64; characters outside the alphabet are ignored.

    Fails with an error if the padding is wrong or the bytes are not UTF-8.

    Example:
        Hidden = Base64Decode(input=StringSlice(s=Prompt, start=0, end=400))
    """
    try:
        return b64decode(_bytes(text)).decode()
    except binascii.Error:
        raise Failure("`input` is not Base64: its padding or length is wrong") from None
    except UnicodeDecodeError:
        raise Failure("`input` decodes to bytes that are not UTF-8") from None


@rule_function("HashMd5(input: str) -> str", family="Hash", reports=True, content=False)
def hash_md5(text: str) -> str:
    """MD5 of the UTF-8 bytes of `input`, in lower-case hexadecimal. Not for security.

    Fails with an error if `input` holds half of a surrogate pair.

    Example:
        Known = HashMd5(input=Attachment) in KnownHashes
    """
    return hashlib.md5(_bytes(text), usedforsecurity=False).hexdigest()


@rule_function("HashSha1(input: str) -> str", family="Hash", reports=True, content=False)
def hash_sha1(text: str) -> str:
    """SHA-1 of the UTF-8 bytes of `input`, in lower-case hexadecimal. Not for security.

    Fails with an error if `input` holds half of a surrogate pair.

    Example:
        Known = HashSha1(input=Attachment) in KnownHashes
    """
    return hashlib.sha1(_bytes(text), usedforsecurity=False).hexdigest()


@rule_function("HashSha256(input: str) -> str", family="Hash", reports=True, content=False)
def hash_sha256(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of `input`, in lower-case hexadecimal.

    Fails with an error if `input` holds half of a surrogate pair.

    Example:
        PromptHash = HashSha256(input=StringToLower(s=Prompt))
    """
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise Failure(_HALF_PAIR) from None


@rule_function("HashSha512(input: str) -> str", family="Hash", reports=True, content=False)
def hash_sha512(text: str) -> str:
    """SHA-512 of the UTF-8 bytes of `input`, in lower-case hexadecimal.

    Fails with an error if `input` holds half of a surrogate pair.

    Example:
        Known = HashSha512(input=Attachment) in KnownHashes
    """
    return hashlib.sha512(_bytes(text)).hexdigest()
