"""langnghe email: our own signature's key, whether mail is set up well, letting it go on."""

import argparse

from commands import email_doctor, email_key, email_resume
from commands.common import group


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {
            "doctor": ("SPF, DKIM, DMARC, PTR, TLS and the rest: what to do", email_doctor.doctor),
            "key": ("make the DKIM key where there is none; its record for DNS", email_key.key),
            "resume": ("let mail go on that was stopped or paused", email_resume.resume),
        },
    )
    email_doctor.arguments(made["doctor"])
    email_key.arguments(made["key"])
