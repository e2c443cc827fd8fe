"""The relay that mails are handed to: where it is, how it is trusted, how long it may take."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that each stage may take: RFC 5321 §4.5.3.2, but for the connection itself."""

    connect: float = 60.0  # TCP, TLS, greeting, EHLO and login, each
    mail: float = 300.0
    rcpt: float = 300.0
    data: float = 120.0
    dot: float = 600.0  # after the final dot: the server may be delivering meanwhile
    leave: float = 5.0  # RSET, which costs nothing to give up


@dataclass(frozen=True, slots=True)
class MailServer:
    """The relay. With tls "starttls" or "tls" its certificate is checked; no other way is taken."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"  # starttls, tls, none
    connections: int = 16  # at most, at once
    mails: int = 500  # over one connection, then it is renewed
    idle_seconds: float = 30.0  # longer unused, a connection is not trusted any more
    patience: Patience = field(default_factory=Patience)
    authorities: str = ""  # a file of certificates to trust beside the system's; for practice
