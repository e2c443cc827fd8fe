"""The tester of surveys: plays cases and walks through the step, as a citizen would. Pure.

An officer writes `NAME.test.yaml` beside a survey (docs/flow-tests.md). The tester opens no
socket, touches no table, reads no clock, and changes no survey.
"""
