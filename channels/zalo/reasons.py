"""Why an account is stopped, in words for an officer. Pure.

A reason is "<class>:<code>" (post.ports.Pause). The classes are those of channels/zalo/errors.py,
and "silent", which stops nothing but needs a person all the same.
"""

from collections.abc import Mapping

from channels.zalo.connecting import Connected, End
from post.alarms import Words

_CONNECT = (
    "mở trang “Kênh gửi tin” trên bàn làm việc, hoặc chạy langnghe zalo connect, rồi đồng ý lại "
    "bằng tài khoản quản trị OA."
)
_CONNECT_EN = (
    "open “Channels” at the desk, or run langnghe zalo connect, and consent as the account's admin."
)
_RESUME = (
    " Xong thì bấm “Gửi tiếp” ở trang “Kênh gửi tin” trên bàn làm việc, hoặc chạy "
    "langnghe zalo resume."
)
_RESUME_EN = " Then press “Resume” under “Channels” at the desk, or run langnghe zalo resume."

_EXACT: Mapping[str, tuple[str, str, str, str]] = {
    "reauth:none": (
        "{who} chưa được kết nối nên chưa gửi được tin.", _CONNECT,
        "{who} was never connected, so nothing can be sent.", _CONNECT_EN,
    ),
    "reauth:lost": (
        "{who} mất kết nối: câu trả lời của Zalo khi đổi mã truy cập đã thất lạc.", _CONNECT,
        "{who} lost its connection: Zalo's reply to the renewal of its tokens was lost.",
        _CONNECT_EN,
    ),
}  # fmt: skip
_CLASSES: Mapping[str, tuple[str, str, str, str]] = {
    "reauth": (
        "{who} mất kết nối: Zalo không còn chấp nhận quyền đã cấp (mã {code}).", _CONNECT,
        "{who} lost its connection: Zalo no longer accepts the consent (code {code}).",
        _CONNECT_EN,
    ),
    "app": (
        "{who} bị dừng: Zalo từ chối ứng dụng hoặc khóa bí mật của ứng dụng (mã {code}).",
        "kiểm tra ứng dụng trên developers.zalo.me còn hoạt động, đúng App ID và khóa bí mật, và "
        "đã đăng ký đủ quyền API." + _RESUME,
        "{who} is stopped: Zalo refuses the app or its secret (code {code}).",
        "check on developers.zalo.me that the app is active, its id and secret are right, and it "
        "has registered the APIs." + _RESUME_EN,
    ),
    "account": (
        "{who} bị dừng: Zalo báo OA bị khóa, không tồn tại hoặc không được phép (mã {code}).",
        "kiểm tra trạng thái OA trên oa.zalo.me và liên kết giữa ứng dụng với OA." + _RESUME,
        "{who} is stopped: Zalo says the account is disabled, gone or not permitted (code {code}).",
        "check the account on oa.zalo.me and its link to the app." + _RESUME_EN,
    ),
    "verify": (
        "{who} bị dừng: OA cần được xác thực (mã {code}).",
        "làm thủ tục xác thực OA trên oa.zalo.me." + _RESUME,
        "{who} is stopped: the account must be verified (code {code}).",
        "have the account verified on oa.zalo.me." + _RESUME_EN,
    ),
    "package": (
        "{who} bị dừng: gói dịch vụ OA đã hết hạn hoặc không đủ để gửi tin (mã {code}).",
        "gia hạn hoặc nâng gói OA trên oa.zalo.me." + _RESUME,
        "{who} is stopped: its package has ended or does not allow sending (code {code}).",
        "renew or upgrade the account's package on oa.zalo.me." + _RESUME_EN,
    ),
    "money": (
        "{who} bị dừng: tài khoản Zalo Cloud hết tiền hoặc chưa liên kết (mã {code}).",
        "nạp tiền hoặc liên kết tài khoản Zalo Cloud (ZCA) với ứng dụng." + _RESUME,
        "{who} is stopped: the Zalo Cloud account has no money or is not linked (code {code}).",
        "top up the Zalo Cloud account (ZCA), or link it to the app." + _RESUME_EN,
    ),
    "proof": (
        "{who} bị dừng: Zalo không chấp nhận appsecret_proof (mã {code}).",
        "đặt LANGNGHE_ZALO_SECRET_PROOF đúng như trong ứng dụng rồi khởi động lại." + _RESUME,
        "{who} is stopped: Zalo does not accept appsecret_proof (code {code}).",
        "set LANGNGHE_ZALO_SECRET_PROOF as the app has it, and start again." + _RESUME_EN,
    ),
    "template": (
        "Một mẫu tin của {who} bị dừng: chưa được duyệt, bị tắt hoặc không được phép (mã {code}).",
        "chạy langnghe zalo status để xem mẫu tin nào, và xử lý trên trang quản lý mẫu." + _RESUME,
        "A template of {who} is stopped: not approved, disabled or not permitted (code {code}).",
        "run langnghe zalo status to see which, and mend it in the console of templates."
        + _RESUME_EN,
    ),
    "silent": (
        "Đã gửi {sent} tin Zalo nhưng suốt {hours} giờ ban ngày không nhận được sự kiện nào: có "
        "thể webhook đã bị Zalo tắt.",
        "kiểm tra webhook còn bật trên developers.zalo.me, địa chỉ công khai và chứng chỉ TLS còn "
        "dùng được; xem langnghe zalo status.",
        "{sent} Zalo messages were sent, but nothing was heard for {hours} hours of the day: Zalo "
        "may have switched the webhook off.",
        "check that the webhook is on at developers.zalo.me, and that the public address and its "
        "certificate work; see langnghe zalo status.",
    ),
}  # fmt: skip
_OTHER = (
    "{who} đang dừng (lý do {reason}).", "xem langnghe zalo status." + _RESUME,
    "{who} is stopped (reason {reason}).", "see langnghe zalo status." + _RESUME_EN,
)  # fmt: skip


def words(lane: str, reason: str) -> Words:
    """What stopped a lane and what to do about it; `lane` is "zalo/<oa id>…" or "email"."""
    class_, _, code = reason.partition(":")
    hours, _, sent = code.partition("/")
    texts = _EXACT.get(reason) or _CLASSES.get(class_) or _OTHER
    facts = {"code": code, "reason": reason, "hours": hours, "sent": sent}
    vi, do_vi, en, do_en = texts
    return Words(
        vi.format(who=_who(lane, "Kênh email"), **facts),
        do_vi,
        en.format(who=_who(lane, "Email"), **facts),
        do_en,
    )


_ENDS = {
    End.CONNECTED: "Đã kết nối; tin đang chờ sẽ đi ngay. / Connected; what waited leaves now.",
    End.DECLINED: "Cần cả hai mã. / Both tokens are needed.",
    End.UNKNOWN_ACCOUNT: "OA này không có trong cấu hình. / This account is not in the settings.",
    End.OTHER_ACCOUNT: "Mã này thuộc một OA khác, không được lưu. / It is another account's token.",
}
_REFUSED = "Zalo không chấp nhận mã này ({code}). / Zalo does not accept the token."


def outcome(ended: Connected) -> str:
    """How a pasted pair ended, in a line."""
    name = f"{ended.name} ({ended.oa_id}): " if ended.name else ""
    return name + _ENDS.get(ended.end, _REFUSED).format(code=ended.code)


def _who(lane: str, email: str) -> str:
    if lane.startswith("zalo/"):
        return f"Zalo OA {lane.removeprefix('zalo/')}"
    return email if lane == "email" else lane
