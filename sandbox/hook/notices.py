"""The platform's own news of templates and quotas, as events. Facts §5.5 [OQ]. Pure."""

from sandbox.values import Json


def template_status(app_id: str, oa_id: str, template_id: str, change: tuple[str, str]) -> Json:
    """A template was approved, refused or switched off; `change` is from and to."""
    return {
        "event_name": "change_template_status",
        "oa_id": oa_id,
        "app_id": app_id,
        "template_id": template_id,
        "status": {"prev_status": change[0], "new_status": change[1]},
        "reason": "",
    }


def template_quality(app_id: str, oa_id: str, template_id: str, quality: str) -> Json:
    """A template is judged otherwise than before."""
    return {
        "event_name": "change_template_quality",
        "oa_id": oa_id,
        "app_id": app_id,
        "template_id": template_id,
        "quality": quality,
    }


def daily_quota(app_id: str, oa_id: str, change: tuple[int, int]) -> Json:
    """The account's day holds more or fewer templates; this one event says `oaId` [OQ]."""
    return {
        "event_name": "change_oa_daily_quota",
        "oaId": oa_id,
        "app_id": app_id,
        "quota": {"prev_value": str(change[0]), "new_value": str(change[1])},
    }
