"""The dress rehearsal: simulated citizens over real HTTP and SMTP, on a virtual clock.

It may start the sandbox as a process; it never imports it.
"""
