"""Whether an opinion is valid. It knows nothing of quotas, which count valid ones."""

from collections.abc import Mapping, Sequence

from flows.model import DONT_KNOW, SKIPPED, Flow


def is_valid(flow: Flow, asked: Sequence[str], answers: Mapping[str, str]) -> bool:
    """Whether the answers on the path `asked` (question ids) fulfil the flow's `valid_when`.

    "Không biết" answers a criterion, but is not the substantive answer that `answered` wants;
    a question passed over is not answered. Answers off the path do not count.
    """
    rule = flow.valid_when
    on_path = frozenset(asked)
    for needed in rule.answered:
        if needed not in on_path or answers.get(needed, SKIPPED) in (DONT_KNOW, SKIPPED):
            return False
    criteria = [question.id for question in flow.criteria if question.id in on_path]
    given = sum(answers.get(criterion, SKIPPED) != SKIPPED for criterion in criteria)
    return given * 100 >= rule.criteria_percent * len(criteria)
