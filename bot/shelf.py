"""Flows by hash. A conversation is pinned to a version; its source is kept in the store."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from flows.language.compile import compile_text
from flows.model import Flow


class Sources(Protocol):
    """Where a version's source is kept."""

    def flow_source(self, flow_hash: str) -> tuple[str, str]:
        """(name, YAML) of a version; raises KeyError."""
        ...


class Shelf:
    """The flows in use, compiled once; older versions are compiled when first met."""

    def __init__(self, flows: Iterable[Flow] = ()) -> None:
        self._by_hash = {flow.hash: flow for flow in flows}
        self._by_name = {flow.name: flow for flow in self._by_hash.values()}

    def put(self, flow: Flow) -> None:
        """Add a version; it becomes the present one of its name."""
        self._by_hash[flow.hash] = flow
        self._by_name[flow.name] = flow

    def named(self, name: str) -> Flow:
        """The present version of a flow; raises KeyError."""
        return self._by_name[name]

    def shows(self, name: str, flow_hash: str) -> bool:
        """Whether this version is the present one of that name."""
        flow = self._by_name.get(name)
        return flow is not None and flow.hash == flow_hash

    def present(self) -> dict[str, Flow]:
        """The present versions by name."""
        return dict(self._by_name)

    def known(self, flow_hash: str) -> Flow | None:
        """The version, if it was met before."""
        return self._by_hash.get(flow_hash)

    def get(self, flow_hash: str, port: Sources) -> Flow:
        """The version, compiled from the store's copy where it is not known yet."""
        flow = self._by_hash.get(flow_hash)
        if flow is None:
            name, source = port.flow_source(flow_hash)
            # It keeps the hash it was published under, also where a newer release of ours
            # compiles the same source to a richer form.
            flow = replace(compile_text(source, name), hash=flow_hash)
            self._by_hash[flow_hash] = flow
        return flow
