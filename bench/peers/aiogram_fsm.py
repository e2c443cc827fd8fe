"""aiogram 3: a state a question, its own memory storage, updates given to the dispatcher."""

import asyncio
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import (
    CallbackQuery,
    Chat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
    User,
)

from bench.peers.order import Answer, Order, Question, check, measure, read_order, reply

WHEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
START = "bắt đầu"


def dispatcher_of(order: Order, said: list[tuple[str, Any]]) -> Any:
    """The survey; `said` gets each reply with its buttons."""
    dispatcher = Dispatcher()
    states = [State(question.id, group_name="survey") for question in order.questions]
    keyboards = [keyboard(question) for question in order.questions]

    async def begin(_: Message, state: FSMContext) -> None:
        await state.set_state(states[0])

    def add(place: int, question: Question) -> None:
        labels = dict(question.choices)
        values = {label.lower(): value for value, label in question.choices}

        async def on(state: Any, value: str | None) -> None:
            if value is None:
                return
            await state.update_data({question.id: value})
            await state.set_state(states[place + 1])
            said.append((reply(order.questions, place, labels[value]), keyboards[place + 1]))

        async def typed(event: Message, state: FSMContext) -> None:
            await on(state, values.get(event.text.lower()))

        async def tapped(event: CallbackQuery, state: FSMContext) -> None:
            asked, _, value = event.data.partition("=")
            await on(state, value if asked == question.id else None)

        # filters that are no coroutines, a bare state or `F.text`, would each go through a thread
        dispatcher.message.register(typed, StateFilter(states[place]))
        dispatcher.callback_query.register(tapped, StateFilter(states[place]))

    dispatcher.message.register(begin, StateFilter(None))
    for place, question in enumerate(order.questions[:-1]):
        add(place, question)
    return dispatcher


def keyboard(question: Question) -> Any:
    """The buttons under a question, made once."""
    rows = [
        [InlineKeyboardButton(text=label, callback_data=f"{question.id}={value}")]
        for value, label in question.choices
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def message(person: int, text: str) -> Any:
    """What a person typed."""
    user = User(id=person, is_bot=False, first_name="N")
    chat = Chat(id=person, type="private")
    return Message(message_id=1, date=WHEN, chat=chat, text=text, from_user=user)


async def main() -> None:
    """Do what is ordered."""
    order, said = read_order(), list[tuple[str, Any]]()
    dispatcher, bot, numbers = dispatcher_of(order, said), Bot("1:a"), count(1)

    def mounted(**content: Any) -> Any:
        """An update that knows its bot, as polling makes it; others are made anew at great cost."""
        return Update(update_id=next(numbers), **content).as_(bot)

    async def feed(update: Any) -> None:
        await dispatcher.feed_update(bot, update)

    async def begin(person: int) -> None:
        await feed(mounted(message=message(person, START)))

    def update(answer: Answer) -> Any:
        if answer.typed:
            return mounted(message=message(answer.person, answer.label))
        pressed = CallbackQuery(
            id="1",
            from_user=User(id=answer.person, is_bot=False, first_name="N"),
            chat_instance="1",
            data=f"{order.questions[answer.place].id}={answer.value}",
            message=message(answer.person, "?"),
        )
        return mounted(callback_query=pressed)

    await measure(order, begin, feed, update)
    kept = {
        key.user_id: record.data
        for key, record in dispatcher.storage.storage.items()
        if isinstance(key, StorageKey)
    }
    check(order, len(said), kept.get)


asyncio.run(main())
