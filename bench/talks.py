"""What citizens do in the benchmarks: three taps to one typed reply, drawn from a seed."""

from datetime import datetime
from random import Random

import orjson

from bot.conversation import Conversation
from bot.events import Replied, Tapped
from bot.turns import ChatAddress, Turn
from flows.model import Flow, Kind, Question

TYPED_EVERY = 4
_SCALE = ("5", "4", "3", "2", "1")
_WEIGHTS = (46, 36, 12, 4, 2)  # percent; one answer in 17 warns the agency
_SAID = {
    "5": ("rất hài lòng", "rat hai long", "5"),
    "4": ("hài lòng", "hai long", "4 điểm"),
    "3": ("bình thường", "bt", "3"),
    "2": ("không hài lòng", "ko hai long", "2"),
    "1": ("rất không hài lòng", "1"),
    "yes": ("có", "co"),
    "no": ("không", "ko"),
}
_WORDS = "Mong trả kết quả sớm hơn một chút ạ"


class Talk:
    """One citizen's side of a conversation."""

    def __init__(self, flow: Flow, conversation: Conversation, chat: ChatAddress) -> None:
        self.conversation = conversation
        self._flow = flow
        self._chat = chat
        self._said = conversation.id  # so that not all type at the same question
        self._random = Random(conversation.id)

    def event(self, at: datetime) -> Replied | Tapped:
        """The next thing that the citizen does about the open question."""
        self._said += 1
        question = self._flow.by_id[self.conversation.waiting_on or ""]
        value = self._value(question)
        if self._said % TYPED_EVERY and question.kind is not Kind.TEXT:
            return Tapped(self.conversation.id, question.id, value, at)
        return Replied(self._random.choice(_SAID.get(value, (_WORDS,))), at)

    def turn(self, at: datetime) -> Turn:
        """The same as a turn from the webhook, with bytes of its usual length."""
        event = self.event(at)
        number = f"{self.conversation.id}-{self._said}"
        text = event.text if isinstance(event, Replied) else "#bench"
        raw = orjson.dumps(
            {
                "app_id": "2310812391283",
                "user_id_by_app": "8812371239812731",
                "event_name": "user_send_text",
                "timestamp": str(round(at.timestamp() * 1000)),
                "sender": {"id": self._chat.user},
                "recipient": {"id": self._chat.account},
                "message": {"msg_id": number, "text": text},
            }
        )
        key = f"zalo/{self._chat.account}/user_send_text/{number}"
        return Turn(key, "zalo", event, at, raw, chat=self._chat)

    def _value(self, question: Question) -> str:
        if question.kind is Kind.SCALE:
            return self._random.choices(_SCALE, _WEIGHTS)[0]
        if question.kind is Kind.YES_NO:
            return "no" if self._random.randrange(4) else "yes"
        return question.choices[0].value if question.choices else ""
