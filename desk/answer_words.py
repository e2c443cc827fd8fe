"""What the desk says after an officer has answered: one sentence for each outcome."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "sent": "Đã chuyển câu trả lời đến người dân.",
    "no_file": "Trả lời bằng email chỉ gửi được chữ. Hãy bỏ tệp, hoặc gọi điện.",
    "empty": "Chưa có nội dung: hãy viết câu trả lời hoặc chọn một tệp.",
    "long": "Câu trả lời dài quá 2.000 ký tự. Hãy rút ngắn hoặc gửi làm hai lần.",
    "closed": "Việc này đã có người bấm “Đã xong”, nên câu trả lời chưa được gửi.",
    "no_chat": "Người dân này không trò chuyện qua Zalo, hoặc đã rút lại dữ liệu. Hãy gọi điện.",
    "late": "Đã quá 7 ngày từ lần cuối người dân nhắn, Zalo không cho gửi nữa. Hãy gọi điện.",
    "kind": "Tệp không đúng loại: chỉ nhận jpg, png, gif, pdf, doc, docx, csv.",
    "large": "Tệp quá lớn: ảnh jpg, png tối đa 1 MB; gif và tệp khác tối đa 5 MB.",
}
