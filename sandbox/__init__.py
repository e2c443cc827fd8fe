"""A Zalo platform and a mail server to practise with, over real HTTP and SMTP.

It shares no code with the product, so that one misreading cannot agree with itself: it imports
nothing of the product and is never imported by it. It reaches nobody outside this machine.

Behaviours are marked by where they are known from: [OQ] Zalo's documentation as quoted by a dated
third party, [OSDK] Zalo's own SDK code, [REAL] seen in live traffic, [3P] third-party code,
[ASSUMED] chosen here because no source says.
"""
