"""The templates that the files describe, found by the platform's id, with price, tag and hours."""

from collections.abc import Iterable

from post.templates.model import By, Kind, Tag, Template


class TemplateBook:
    """Every template of a folder; those that are not approved yet have no id."""

    def __init__(self, templates: Iterable[Template] = ()) -> None:
        self.all = tuple(templates)
        self._by_id = {template.id: template for template in self.all if template.id}

    def get(self, id_: str) -> Template | None:
        """The template that the platform knows by this id."""
        return self._by_id.get(id_)

    def ids(self) -> tuple[str, ...]:
        """Every id that is described, sorted."""
        return tuple(sorted(self._by_id))

    def ratings(self) -> tuple[Template, ...]:
        """The approved ones that have stars."""
        return tuple(t for t in self._by_id.values() if t.kind is Kind.RATING)

    def named(self, name: str) -> Template | None:
        """The template of a file (without its suffix), or of an id."""
        return next((t for t in self.all if t.file == name), None) or self.get(name)

    def price_of(self, id_: str, by: By) -> int:
        """What one message costs, in đồng. Raises KeyError."""
        return self._by_id[id_].price(by)

    def by_uid(self, id_: str) -> bool:
        """Whether it may leave by user id. Raises KeyError."""
        return self._by_id[id_].by_uid

    def tag(self, id_: str) -> Tag:
        """What it is for. Raises KeyError."""
        return self._by_id[id_].tag

    def night(self, id_: str) -> bool:
        """Whether it may be sent between 22:00 and 06:00. Raises KeyError."""
        return self._by_id[id_].night
