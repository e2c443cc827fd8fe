"""A consultation message that was read and found sound. It checks nothing."""

from dataclasses import dataclass, field

from sandbox.values import Json


@dataclass(frozen=True, slots=True)
class Draft:
    """A sound message, not yet in a chat."""

    kind: str = "text"
    text: str = ""
    title: str = ""
    buttons: list[Json] = field(default_factory=list)
    media: Json = field(default_factory=dict)
    quote: str = ""
