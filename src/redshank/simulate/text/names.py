"""Names of people, companies, mailboxes and programs, all made up or common."""
# ruff: noqa: E501, SIM905 - word lists read best as they are written

from __future__ import annotations

from typing import Final

GIVEN: Final = (
    "anna ben carla david elif fatima george hana ivan julia karim lena marco nadia omar paula quentin rosa samir tara umar vera wanda xavier yuki zoe amina bruno chiara daria emil farah greta hugo "
    "ines jonas kira luis mira noah olga pedro ravi sofia tomas ulla victor wei yara adam bianca chen dilan eva felix gita henrik irene jamal katya leo maya nils oscar priya rania sven theo uma"
).split()
FAMILY: Final = (
    "adeyemi alvarez bauer becker bianchi castro chen costa dahl dubois eriksen fischer fontaine garcia gomez haddad hansen ito ivanova jansen kaya keller kim kowalski kumar lang laurent lopez martin "
    "mendes meyer mori moreau nakamura nguyen novak okafor olsen ortiz patel petrov pinto rahman ramos reyes rossi sato schmidt sharma silva singh smith sousa suzuki tanaka torres vargas vogel walker weber "
    "wilson wright yilmaz young zhang zimmer abbas brandt cohen doyle farkas grant hughes kelly lind murphy nolan quinn"
).split()
MAILBOXES: Final = (
    "postkorb.example",
    "mailhaven.example",
    "inboxly.example",
    "letterbox.example",
    "correo.example",
    "fastpost.example",
    "webmail.example",
    "tidemail.example",
)
MAILBOX_WEIGHTS: Final = (30, 24, 16, 10, 8, 6, 4, 2)
THROWAWAY: Final = tuple(
    f"{first}{second}.example"
    for first in ("temp", "quick", "burner", "trash", "guest", "drop")
    for second in ("inbox", "mail", "box", "post")
)
COMPANY_FIRST: Final = (
    "north harbor blue oak river stone cedar bright iron silver copper green amber delta summit lumen quartz vista orbit prairie meadow falcon heron willow granite cobalt tidal maple ember polar atlas "
    "sierra juniper anchor beacon canyon drift fjord glacier hazel"
).split()
COMPANY_SECOND: Final = (
    "works labs systems logistics foods media health energy studio retail travel data soft legal motors books design partners press optics farms textiles robotics finance learning homes sports audio tools water"
).split()
BROWSERS: Final = tuple(
    f"Mozilla/5.0 ({platform}) {engine}"
    for platform in (
        "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64", "iPhone; CPU iPhone OS 18_4 like Mac OS X", "Linux; Android 15; Pixel 8", "Linux; Android 14; SM-A546B",
    )
    for engine in (
        "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36", "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36", "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
        "Gecko/20100101 Firefox/140.0",
    )
)  # fmt: skip
LIBRARIES: Final = tuple(
    f"{name}/{version}"
    for name, versions in (
        ("marram-python", ("2.1.0", "2.3.4", "2.4.0")), ("marram-node", ("1.9.2", "1.11.0")), ("python-httpx", ("0.27.2", "0.28.1")), ("python-requests", ("2.31.0", "2.32.3")), ("axios", ("1.7.9",)),
        ("okhttp", ("4.12.0",)), ("Go-http-client", ("1.1", "2.0")), ("curl", ("8.5.0", "8.9.1")), ("marram-java", ("0.8.1",)), ("aiohttp", ("3.9.5", "3.11.2")),
    )
    for version in versions
)  # fmt: skip
