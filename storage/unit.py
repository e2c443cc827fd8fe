"""One transaction's ports: every room's rows over the same connection."""

from functools import cached_property

from sqlalchemy import Connection

from ground.seal import Keyring
from storage.again import AgainRows
from storage.cases import Cases
from storage.closings import Closings
from storage.conversations import Conversations
from storage.costs import CostRows
from storage.early import EarlyReceipts
from storage.flows import FlowRows
from storage.health import HealthRows
from storage.inbox import Inbox
from storage.judging import JudgingRows
from storage.lanes import LaneRows
from storage.mails import MailRows
from storage.media import Media
from storage.outbox import Outbox
from storage.outgoing import OutgoingRows
from storage.plans import PlanRows
from storage.results import ResultRows
from storage.standing import StandingRows
from storage.threads import Threads
from storage.tokens import TokenRows
from storage.turns import TurnRows
from storage.waking import Waking


class Unit:
    """The ports of a transaction, made when first asked for."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    @cached_property
    def turns(self) -> TurnRows:
        """bot.ports.TurnPort"""
        return TurnRows(self._connection, self._keyring)

    @cached_property
    def again(self) -> AgainRows:
        """post.again.AgainPort"""
        return AgainRows(self._connection, self._keyring)

    @cached_property
    def conversations(self) -> Conversations:
        """What a page reads: bot.ports.PagePort"""
        return Conversations(self._connection, self._keyring)

    @cached_property
    def flows(self) -> FlowRows:
        """bot.publications.FlowPort"""
        return FlowRows(self._connection)

    @cached_property
    def closings(self) -> Closings:
        """bot.clock_ports.ClosingPort"""
        return Closings(self._connection)

    @cached_property
    def waking(self) -> Waking:
        """bot.clock_ports.WakingPort"""
        return Waking(self._connection)

    @cached_property
    def threads(self) -> Threads:
        """bot.thread_ports.ThreadPort"""
        return Threads(self._connection, self._keyring)

    @cached_property
    def outbox(self) -> Outbox:
        """post.ports.OutboxPort"""
        return Outbox(self._connection, self._keyring)

    @cached_property
    def lanes(self) -> LaneRows:
        """post.ports.Lanes"""
        return LaneRows(self._connection, self._keyring)

    @cached_property
    def early(self) -> EarlyReceipts:
        """post.early.EarlyPort"""
        return EarlyReceipts(self._connection)

    @cached_property
    def inbox(self) -> Inbox:
        """bot.inbox_ports.InboxPort"""
        return Inbox(self._connection, self._keyring)

    @cached_property
    def mails(self) -> MailRows:
        """bot.mail_ports.MailPort"""
        return MailRows(self._connection, self._keyring)

    @cached_property
    def media(self) -> Media:
        """bot.media_due.MediaPort"""
        return Media(self._connection, self._keyring)

    @cached_property
    def outgoing(self) -> OutgoingRows:
        """post.files.FilePort"""
        return OutgoingRows(self._connection, self._keyring)

    @cached_property
    def judging(self) -> JudgingRows:
        """post.judging.JudgingPort"""
        return JudgingRows(self._connection)

    @cached_property
    def cases(self) -> Cases:
        """cases.ports.CasePort"""
        return Cases(self._connection, self._keyring)

    @cached_property
    def plans(self) -> PlanRows:
        """plans.ports.PlanPort"""
        return PlanRows(self._connection, self._keyring)

    @cached_property
    def costs(self) -> CostRows:
        """plans.costs.CostPort"""
        return CostRows(self._connection)

    @cached_property
    def results(self) -> ResultRows:
        """results.ports.ResultPort"""
        return ResultRows(self._connection, self._keyring)

    @cached_property
    def standing(self) -> StandingRows:
        """post.standing.StandingPort"""
        return StandingRows(self._connection)

    @cached_property
    def health(self) -> HealthRows:
        """What `langnghe doctor` looks at."""
        return HealthRows(self._connection)

    @cached_property
    def tokens(self) -> TokenRows:
        """channels.zalo.token_ports.TokenPort"""
        return TokenRows(self._connection, self._keyring)
