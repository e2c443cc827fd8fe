"""The three Zalo hosts as a caller meets them: endpoints, the order of their checks, their answers.

It delivers no event and shows no page.
"""
