"""Flows by hash. A conversation is pinned to a version; its source is kept in the store."""

from collections.abc import Iterable

from bot.ports import PagePort, TurnPort
from flows.language.compile import compile_text
from flows.model import Flow


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

    def known(self, flow_hash: str) -> Flow | None:
        """The version, if it was met before."""
        return self._by_hash.get(flow_hash)

    def get(self, flow_hash: str, port: TurnPort | PagePort) -> Flow:
        """The version, compiled from the store's copy where it is not known yet."""
        flow = self._by_hash.get(flow_hash)
        if flow is None:
            name, source = port.flow_source(flow_hash)
            flow = compile_text(source, name)
            self._by_hash[flow_hash] = flow
        return flow
