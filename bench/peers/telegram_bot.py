"""python-telegram-bot: one ConversationHandler, a state a question, updates given to it."""

import asyncio
import warnings
from datetime import UTC, datetime
from typing import Any

from telegram import (
    CallbackQuery,
    Chat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
    User,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)

from bench.peers.order import Answer, Order, Question, check, measure, read_order, reply

WHEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
START = "bắt đầu"


def conversation(order: Order, said: list[tuple[str, Any]]) -> Any:
    """The survey; `said` gets each reply with its buttons."""
    keyboards = [keyboard(question) for question in order.questions]

    def handlers(place: int, question: Question) -> list[Any]:
        labels = dict(question.choices)
        values = {label.lower(): value for value, label in question.choices}

        async def on(context: Any, value: str | None) -> int:
            if value is None:
                return place
            context.user_data[question.id] = value
            said.append((reply(order.questions, place, labels[value]), keyboards[place + 1]))
            return place + 1

        async def typed(update: Any, context: Any) -> int:
            return await on(context, values.get(update.message.text.lower()))

        async def tapped(update: Any, context: Any) -> int:
            return await on(context, update.callback_query.data.partition("=")[2])

        return [
            CallbackQueryHandler(tapped, pattern=f"^{question.id}="),
            MessageHandler(filters.TEXT & ~filters.COMMAND, typed),
        ]

    async def begin(_: Any, __: Any) -> int:
        return 0

    warnings.simplefilter("ignore")  # that it does not tell one message's buttons from another's
    return ConversationHandler(
        entry_points=[MessageHandler(filters.Regex(f"^{START}$"), begin)],
        states={place: handlers(place, one) for place, one in enumerate(order.questions[:-1])},
        fallbacks=[],
        per_message=False,
    )


def keyboard(question: Question) -> Any:
    """The buttons under a question, made once."""
    rows = [
        [InlineKeyboardButton(label, callback_data=f"{question.id}={value}")]
        for value, label in question.choices
    ]
    return InlineKeyboardMarkup(rows)


def message(person: int, text: str) -> Any:
    """What a person typed."""
    user = User(person, "N", is_bot=False)
    return Message(1, WHEN, Chat(person, "private"), from_user=user, text=text)


async def main() -> None:
    """Do what is ordered."""
    order, said = read_order(), list[tuple[str, Any]]()
    application = Application.builder().token("1:a").updater(None).build()
    application._initialized = True  # `initialize` would ask the network who the bot is
    application.add_handler(conversation(order, said))

    async def begin(person: int) -> None:
        await application.process_update(Update(1, message=message(person, START)))

    def update(answer: Answer) -> Any:
        if answer.typed:
            return Update(1, message=message(answer.person, answer.label))
        user = User(answer.person, "N", is_bot=False)
        data = f"{order.questions[answer.place].id}={answer.value}"
        pressed = CallbackQuery("1", user, "1", message=message(answer.person, "?"), data=data)
        return Update(1, callback_query=pressed)

    await measure(order, begin, application.process_update, update)
    check(order, len(said), lambda person: application.user_data[person])


asyncio.run(main())
