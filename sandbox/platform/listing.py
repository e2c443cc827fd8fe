"""What business.openapi.zalo.me tells of templates, stars and the account. Facts §4.2."""

from sandbox.log import Call
from sandbox.oas import Oa
from sandbox.platform.answers import Answer, done, zns_error
from sandbox.platform.approved import STATUSES, TAGS, Template
from sandbox.world import World

MAX_ROWS = 100
RATING = 5  # the template type


def all_templates(world: World, oa: Oa, call: Call) -> Answer:
    """GET /template/all: `status` must be a number; a word gives -132 [REAL]."""
    query = call.query
    numbers = [query.get(name, usual) for name, usual in (("offset", "0"), ("limit", "100"))]
    status = query.get("status", "")
    if status and not (status.isdigit() and int(status) in STATUSES):
        return zns_error(-132, "status")
    if not all(number.isdigit() for number in numbers) or int(numbers[1]) > MAX_ROWS:
        return zns_error(-132, "offset or limit")
    wanted = STATUSES.get(int(status or 0))
    found = [t for t in world.templates.values() if t.of(oa.oa) and wanted in (None, t.status)]
    offset, limit = map(int, numbers)
    rows = [template.row() for template in found[offset : offset + limit]]
    answer = done(rows)
    return Answer({**answer.body, "metadata": {"total": len(found)}})


def info(world: World, oa: Oa, call: Call) -> Answer:
    """GET /template/info/v2?template_id=: one that is not approved has no listParams [REAL]."""
    template = _template(world, oa, call)
    return done(template.info(f"{world.url}/")) if template else zns_error(-109)


def sample(world: World, oa: Oa, call: Call) -> Answer:
    """GET /template/sample-data?template_id=."""
    template = _template(world, oa, call)
    return done(template.sample()) if template else zns_error(-109)


def ratings(world: World, oa: Oa, call: Call) -> Answer:
    """POST or GET /rating/get?template_id&from_time&to_time&offset&limit, times in epoch ms."""
    template, query = _template(world, oa, call), call.query
    if template is None or template.kind != RATING:
        return zns_error(-109)
    try:
        low, high = int(query.get("from_time", "0")), int(query.get("to_time", "9" * 15))
        offset, limit = int(query.get("offset", "0")), int(query.get("limit", "100"))
    except ValueError:
        return zns_error(-132, "from_time, to_time, offset or limit")
    if not offset >= 0 or not 0 < limit <= MAX_ROWS:
        return zns_error(-132, "offset or limit")
    given = world.ratings.of(oa.oa, template.template_id)
    found = [rating.row() for rating in given if low <= rating.ms <= high]
    return done({"total": len(found), "data": found[offset : offset + limit]})


def quality(world: World, oa: Oa, call: Call) -> Answer:
    """GET /quality."""
    return done({"oaCurrentQuality": oa.quality, "oa7dayQuality": oa.quality})


def tags(world: World, oa: Oa, call: Call) -> Answer:
    """GET /message/template-tag: the tags that this account may send."""
    return done(list(TAGS.values()))


def _template(world: World, oa: Oa, call: Call) -> Template | None:
    template = world.templates.get(call.query.get("template_id", ""))
    return template if template is not None and template.of(oa.oa) else None
