"""Endpoints that Zalo shut down, and what they are thought to answer. Facts §2.5."""

from sandbox.log import Call
from sandbox.oas import Oa
from sandbox.platform.answers import Answer, oa_error
from sandbox.world import World


def discontinued(world: World, oa: Oa, call: Call) -> Answer:
    """POST /v3.0/oa/message/transaction and /promotion: dead; the code is ASSUMED."""
    return oa_error(-233)
