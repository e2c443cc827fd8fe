"""Django's send_mass_mail to the same server: personal mails, ready before the clock starts.

Its plain tuples (subject, text, sender, recipient) are the fastest that it has: one part, no HTML.
Standard input: {"port", "count", "rounds", "subject", "text", "sender"}; `{name}` in the text is
each person's. One round more than asked for comes first, to warm up.
"""

import json
import sys
from statistics import median
from time import perf_counter, process_time

from django.conf import settings
from django.core.mail import send_mass_mail


def main() -> None:
    """Send, and print mails a second and milliseconds of processor time for one."""
    order = json.load(sys.stdin)
    settings.configure(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=order["port"],
        USE_I18N=False,
    )
    rates, costs = [], []
    for round_ in range(order["rounds"] + 1):
        mails = [
            (
                order["subject"],
                order["text"].replace("{name}", f"{round_}-{n}"),
                order["sender"],
                [f"d{round_}-{n}@example.org"],
            )
            for n in range(order["count"])
        ]
        wall, cpu = perf_counter(), process_time()
        sent = send_mass_mail(mails)
        rates.append(order["count"] / (perf_counter() - wall))
        costs.append((process_time() - cpu) * 1000 / order["count"])
        if sent != order["count"]:
            raise SystemExit(f"{sent} of {order['count']} mails were sent")
    print(json.dumps({"value": median(rates[1:]), "cpu_ms": median(costs[1:])}))


if __name__ == "__main__":
    main()
