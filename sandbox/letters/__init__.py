"""Mails that come back to a sender: bounces, automatic answers, complaints, a person's reply."""
