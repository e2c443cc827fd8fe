"""Why mail is stopped, in words for an officer. Pure.

A reason is "<class>:<code>" (post.ports.Pause). The classes are those of channels/email/errors.py,
whose code is a stage and an SMTP code, and those of post/pace.py: "bounces", "complaints" and
"spam", whose code is "<percent>/<mails>" and which stop only what we begin.
"""

from collections.abc import Mapping

from post.alarms import Words

_RESUME = (
    " Xong thì bấm “Gửi tiếp” ở trang “Kênh gửi tin” trên bàn làm việc, hoặc chạy "
    "langnghe email resume."
)
_RESUME_EN = " Then press “Resume” under “Channels” at the desk, or run langnghe email resume."
_DOCTOR = "chạy langnghe email doctor để xem chỗ nào chưa đúng"
_DOCTOR_EN = "run langnghe email doctor to see what is wrong"
_ANSWERS = " Thư trả lời và thư cho cán bộ vẫn đi."
_ANSWERS_EN = " Answers and officers' mail still leave."

_CLASSES: Mapping[str, tuple[str, str, str, str]] = {
    "auth": (
        "Kênh email bị dừng: máy chủ gửi thư không chấp nhận đăng nhập (mã {code}).",
        "kiểm tra LANGNGHE_SMTP_USER và LANGNGHE_SMTP_PASSWORD rồi khởi động lại." + _RESUME,
        "Email is stopped: the mail server does not accept our login (code {code}).",
        "check LANGNGHE_SMTP_USER and LANGNGHE_SMTP_PASSWORD, and start again." + _RESUME_EN,
    ),
    "tls": (
        "Kênh email bị dừng: không lập được đường truyền mã hóa đáng tin với máy chủ gửi thư "
        "(mã {code}), nên chưa gửi gì.",
        f"{_DOCTOR}: máy chủ phải cho STARTTLS, chứng chỉ phải đúng tên và còn hạn. Có thể có "
        "người đang chen vào đường truyền." + _RESUME,
        "Email is stopped: no trusted TLS line to the mail server (code {code}); nothing was sent.",
        f"{_DOCTOR_EN}: the server must offer STARTTLS, its certificate must bear its name and be "
        "in date. Somebody may be tampering with the line." + _RESUME_EN,
    ),
    "server": (
        "Kênh email bị dừng: máy chủ gửi thư không nhận kết nối của ta (mã {code}).",
        "hỏi quản trị máy chủ thư xem địa chỉ của máy này có được phép không." + _RESUME,
        "Email is stopped: the mail server refuses our connections (code {code}).",
        "ask the mail server's administrators whether this machine's address is let in."
        + _RESUME_EN,
    ),
    "sender": (
        "Kênh email bị dừng: máy chủ gửi thư không nhận địa chỉ gửi của ta (mã {code}).",
        "kiểm tra LANGNGHE_SMTP_FROM và LANGNGHE_BOUNCE_DOMAIN; máy chủ phải cho phép gửi từ các "
        "địa chỉ ấy." + _RESUME,
        "Email is stopped: the mail server refuses our sender's address (code {code}).",
        "check LANGNGHE_SMTP_FROM and LANGNGHE_BOUNCE_DOMAIN; the server must let us send from "
        "those." + _RESUME_EN,
    ),
    "relay": (
        "Kênh email bị dừng: máy chủ gửi thư không chuyển thư ra ngoài giúp ta (mã {code}).",
        "hỏi quản trị máy chủ thư cho phép máy này chuyển tiếp thư, hoặc đặt tài khoản đăng nhập."
        + _RESUME,
        "Email is stopped: the mail server does not relay for us (code {code}).",
        "ask its administrators to let this machine relay, or set a login." + _RESUME_EN,
    ),
    "policy": (
        "Kênh email bị dừng: thư bị từ chối vì SPF, DKIM, DMARC hoặc tên ngược của máy "
        "(mã {code}).",
        f"{_DOCTOR}." + _RESUME,
        "Email is stopped: mail is refused for SPF, DKIM, DMARC or PTR (code {code}).",
        f"{_DOCTOR_EN}." + _RESUME_EN,
    ),
    "bounces": (
        "Tạm dừng mời và nhắc qua email: {percent} % trong {mails} thư gần đây bị trả về."
        + _ANSWERS,
        "xem lại nguồn địa chỉ email trong hồ sơ trước khi gửi tiếp." + _RESUME,
        "Inviting by email is paused: {percent} % of the last {mails} mails came back."
        + _ANSWERS_EN,
        "look at where the addresses come from before going on." + _RESUME_EN,
    ),
    "complaints": (
        "Tạm dừng mời và nhắc qua email: {percent} % trong {mails} thư gần đây bị người nhận báo "
        "là thư rác." + _ANSWERS,
        "xem lại lời thư, người gửi và danh sách; các nhà cung cấp chặn từ 0,3 %." + _RESUME,
        "Inviting by email is paused: {percent} % of the last {mails} mails were reported as spam."
        + _ANSWERS_EN,
        "look at the words, the sender and the list; providers block from 0.3 % on." + _RESUME_EN,
    ),
    "spam": (
        "Dừng hẳn mời và nhắc qua email: {percent} % trong {mails} thư gần đây bị báo là thư rác, "
        "quá mức mà các nhà cung cấp thư chấp nhận." + _ANSWERS,
        f"đừng gửi tiếp khi chưa rõ nguyên nhân; {_DOCTOR}, xem lại lời thư và danh sách."
        + _RESUME,
        "Inviting by email is stopped: {percent} % of the last {mails} mails were reported as "
        "spam, more than mailbox providers accept." + _ANSWERS_EN,
        f"do not go on before the cause is known; {_DOCTOR_EN}, look at the words and the list."
        + _RESUME_EN,
    ),
}
_OTHER = (
    "Kênh email đang dừng (lý do {reason}).", f"{_DOCTOR}." + _RESUME,
    "Email is stopped (reason {reason}).", f"{_DOCTOR_EN}." + _RESUME_EN,
)  # fmt: skip


def words(reason: str) -> Words:
    """What stopped mail and what to do about it."""
    class_, _, code = reason.partition(":")
    percent, _, mails = code.partition("/")
    facts = {"code": code, "reason": reason, "mails": mails}
    vi, do_vi, en, do_en = _CLASSES.get(class_) or _OTHER
    return Words(
        vi.format(percent=percent.replace(".", ","), **facts),
        do_vi,
        en.format(percent=percent, **facts),
        do_en,
    )
