"""A page as a tree, read the way a browser without scripts reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"input", "meta", "link", "br", "img", "source", "hr"})
_PRESSED = frozenset({"button", "a", "summary", "input", "audio"})


@dataclass
class Node:
    """An element; its words are those of all below it."""

    tag: str
    attrs: dict[str, str]
    parent: "Node | None" = None
    below: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attrs.get("class", "").split())

    @property
    def words(self) -> str:
        told = (one if isinstance(one, str) else one.words for one in self.below)
        return " ".join(" ".join(told).split())

    def all(self, tag: str = "", name: str = "", **attrs: str) -> list["Node"]:
        """Those below with this tag, class and attributes, in the order of the page."""
        return [
            node
            for node in self._walk()
            if tag in ("", node.tag)
            and (not name or name in node.classes)
            and all(node.attrs.get(key.rstrip("_")) == value for key, value in attrs.items())
        ]

    def one(self, tag: str = "", name: str = "", **attrs: str) -> "Node":
        found = self.all(tag, name, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag} class={name} {attrs}>"
        return found[0]

    def name(self, page: "Node") -> str:
        """What a screen reader calls it."""
        if label := self.attrs.get("aria-label"):
            return label
        if self.tag != "input":
            return self.words
        labels = page.all("label", for_=self.attrs["id"]) if "id" in self.attrs else []
        within = self.parent if self.parent and self.parent.tag == "label" else None
        return (labels[0] if labels else within or Node("", {})).words

    def _walk(self) -> Iterator["Node"]:
        for child in self.below:
            if isinstance(child, Node):
                yield child
                yield from child._walk()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.here = self.root = Node("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs}, self.here)
        self.here.below.append(node)
        if tag not in _VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.below.append(Node(tag, {key: value or "" for key, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        if self.here.tag not in ("script", "style"):
            self.here.below.append(data)


def read(html: str) -> Node:
    """The tree; fails where tags are not closed in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root


def faults(page: Node) -> list[str]:
    """What keeps a page from being used by ear: ids twice, things to press without a name."""
    ids = [node.attrs["id"] for node in page.all() if "id" in node.attrs]
    twice = {one for one in ids if ids.count(one) > 1}
    nameless = [
        node.tag
        for node in page.all()
        if node.tag in _PRESSED
        and node.attrs.get("type") != "hidden"
        and not node.name(page).strip()
    ]
    lost = [
        node.attrs["for"]
        for node in page.all("label")
        if node.attrs.get("for", "") not in ["", *ids]
    ]
    return [*(f"id {one} twice" for one in sorted(twice)), *nameless, *lost]
