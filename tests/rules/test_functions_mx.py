"""MXLookup against a name server on the loopback interface."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from redshank.rules.functions.mx import MailExchangers
from redshank.rules.functions.registry import Failure, Silently

STOP = b"stop"
RECORDS = {
    ("example.test.", "MX"): ["20 far.example.test.", "10 b.example.test.", "10 a.example.test."],
    ("a.example.test.", "A"): ["192.0.2.7", "192.0.2.15"],
    ("homeless.test.", "MX"): ["10 nowhere.test."],
    ("silent.test.", "MX"): [],
}


@dataclass
class NameServer:
    """Answers from RECORDS; `mute` makes it receive and say nothing."""

    channel: socket.socket
    mute: bool = False
    asked: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.channel.getsockname()[1])

    def serve(self) -> None:
        while True:
            data, sender = self.channel.recvfrom(4096)
            if data == STOP:
                return
            query = dns.message.from_wire(data)
            question = query.question[0]
            name, kind = question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)
            self.asked.append(f"{name} {kind}")
            if self.mute:
                continue
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            records = RECORDS.get((name, kind))
            if records is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            elif records:
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *records))
            self.channel.sendto(answer.to_wire(), sender)


@pytest.fixture
def server() -> Iterator[NameServer]:
    channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    channel.bind(("127.0.0.1", 0))
    made = NameServer(channel)
    thread = threading.Thread(target=made.serve)
    thread.start()
    yield made
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
        waker.sendto(STOP, ("127.0.0.1", made.port))
    thread.join()
    channel.close()


def test_the_best_exchanger_and_its_first_address_answer(server: NameServer) -> None:
    exchangers = MailExchangers(["127.0.0.1"], server.port)
    assert exchangers.address("Example.test") == "192.0.2.15"
    assert server.asked == ["example.test. MX", "a.example.test. A"]


def test_an_answer_is_remembered(server: NameServer) -> None:
    exchangers = MailExchangers(["127.0.0.1"], server.port)
    assert {exchangers.address("example.test") for _ in range(3)} == {"192.0.2.15"}
    assert len(server.asked) == 2


@pytest.mark.parametrize("domain", ["nosuch.test", "homeless.test", "silent.test"])
def test_a_domain_without_an_exchanger_fails_silently(server: NameServer, domain: str) -> None:
    with pytest.raises(Silently):
        MailExchangers(["127.0.0.1"], server.port).address(domain)


@pytest.mark.parametrize("domain", ["a..b", "x" * 64 + ".test", ".".join(["abcdefgh"] * 40)])
def test_what_cannot_be_a_domain_fails_with_an_error(server: NameServer, domain: str) -> None:
    with pytest.raises(Failure):
        MailExchangers(["127.0.0.1"], server.port).address(domain)


def test_a_dead_network_is_not_asked_for_long(server: NameServer) -> None:
    server.mute = True
    exchangers = MailExchangers(["127.0.0.1"], server.port)
    for number in range(3):
        with pytest.raises(Silently):
            exchangers.address(f"d{number}.test")
    asked = len(server.asked)
    for number in range(100):
        with pytest.raises(Silently):
            exchangers.address(f"e{number}.test")
    assert len(server.asked) == asked
