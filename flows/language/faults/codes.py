"""Faults of a survey file as such, its keys, its words and its translations. Only texts."""

# code: (what, remedy) in Vietnamese, (what, remedy) in English
CODES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "F001": (
        ("Không đọc được tệp: {why}.", "Hãy kiểm tra đường dẫn, quyền đọc và bảng mã UTF-8."),
        ("The file cannot be read: {why}.", "Check its path, its rights and that it is UTF-8."),
    ),
    "F002": (
        ("Tên tệp “{name}” không dùng được.", "Chỉ dùng a-z, 0-9, dấu - và _, tối đa 80 chữ."),
        ("The file name “{name}” cannot be used.", "Use a-z, 0-9, - and _, at most 80 signs."),
    ),
    "F003": (
        ("Không có khóa “{key}” ở đây.{near}", "Ở đây chỉ viết được: {known}."),
        ("The key “{key}” is not known here.{near}", "Known here: {known}."),
    ),
    "F004": (
        ("Thiếu “{key}”.", "Hãy viết thêm “{key}:” và nội dung."),
        ("“{key}” is missing.", "Add “{key}:” and its content."),
    ),
    "F005": (
        ("Chỗ này cần {wanted}, không phải {found}.", "Hãy viết lại; chữ thì đặt trong dấu nháy."),
        ("This must be {wanted_en}, not {found_en}.", "Write it again; put words in quotes."),
    ),
    "F006": (
        ("Chỗ này bị bỏ trống.", "Hãy viết nội dung, hoặc bỏ cả dòng."),
        ("This is empty.", "Write its content, or drop the line."),
    ),
    "F007": (
        ("Số {value} nằm ngoài khoảng {low}–{high}.", "Hãy viết một số trong khoảng đó."),
        ("The number {value} is outside {low}–{high}.", "Write a number in that range."),
    ),
    "F008": (
        ("Mã “{id}” không dùng được.", "Mã bắt đầu bằng a-z, rồi a-z, 0-9, _; tối đa 50 chữ."),
        ("The id “{id}” cannot be used.", "Start with a-z, then a-z, 0-9, _; at most 50 signs."),
    ),
    "F009": (
        ("Câu “{id}” không đứng sau mục nào.", "Hãy mở mục trước: tên_mục: {{section: Tên mục}}."),
        ("“{id}” stands in no section.", "Open one before it: some_id: {{section: Its title}}."),
    ),
    "F010": (
        ("Mã “{id}” đã có nghĩa riêng trong điều kiện.", "Hãy đặt cho câu này một mã khác."),
        ("The id “{id}” has a meaning of its own in conditions.", "Give it another id."),
    ),
    "F011": (
        ("Phiếu chưa có câu hỏi nào.", "Hãy viết ít nhất một câu dưới “questions:”."),
        ("There is no question.", "Write at least one under “questions:”."),
    ),
    "F012": (
        ("Không có loại câu hỏi “{kind}”.{near}", "Các loại: {known}."),
        ("There is no kind “{kind}”.{near}", "The kinds: {known}."),
    ),
    "F013": (
        (
            "Khóa “{key}” không hợp với câu hỏi loại {kind}.",
            "Hãy bỏ khóa này hoặc đổi loại câu hỏi.",
        ),
        (
            "The key “{key}” does not fit a question of kind {kind}.",
            "Drop it, or change the kind.",
        ),
    ),
    "F014": (
        ("Không có thang đo “{scale}”.{near}", "Hãy khai thang đo dưới “scales:”."),
        ("There is no scale “{scale}”.{near}", "Define it under “scales:”."),
    ),
    "F015": (
        ("Thang đo có {count} mức; cần từ 2 đến 11.", "Hãy thêm hoặc bớt mức."),
        ("The scale has {count} points; it needs 2 to 11.", "Add or remove points."),
    ),
    "F016": (
        ("Câu hỏi có {count} lựa chọn; cần từ 2 đến 30.", "Hãy thêm hoặc bớt lựa chọn."),
        ("The question has {count} choices; it needs 2 to 30.", "Add or remove choices."),
    ),
    "F017": (
        ("Nhãn “{label}” viết hai lần.", "Mỗi lựa chọn cần một nhãn riêng."),
        ("The label “{label}” stands twice.", "Each choice needs a label of its own."),
    ),
    "F018": (
        ("“{value}” không phải là giá trị của câu này.{near}", "Các giá trị: {known}."),
        ("“{value}” is no value of this question.{near}", "Its values: {known}."),
    ),
    "F086": (
        ("“screen: {screen}” không dùng được.{near}", "Chọn một: {known}."),
        ("“screen: {screen}” is not known.{near}", "One of: {known}."),
    ),
    "F087": (
        ("Không dùng được tệp ghi âm “{file}”: {why}.",
         "Hãy đặt tệp mp3, m4a hoặc ogg, tối đa 500 kB, vào audio/ cạnh phiếu."),
        ("The recording “{file}” cannot be used: {why_en}.",
         "Put an mp3, m4a or ogg file of at most 500 kB into audio/ beside the survey."),
    ),
    "F019": (
        ("Không có cách kết thúc “{ending}”.{near}", "Các cách: {known}."),
        ("There is no ending “{ending}”.{near}", "The endings: {known}."),
    ),
    "F020": (
        ("Không có sự đồng ý nào tên “{consent}”.{near}", "Hiện có: {known}."),
        ("There is no consent named “{consent}”.{near}", "There is: {known}."),
    ),
    "F021": (
        ("Không có câu hỏi “{id}”.{near}", "Hãy viết mã của một câu trong phiếu."),
        ("There is no question “{id}”.{near}", "Write the id of a question of this survey."),
    ),
    "F022": (
        ("Không có chỗ điền “{name}”.{near}", "Các chỗ điền: {known}."),
        ("There is no placeholder “{name}”.{near}", "The placeholders: {known}."),
    ),
    "F023": (
        (
            "Chỗ điền viết sai ở “{found}”.",
            "Viết {{tên}} hoặc {{tên|chữ thay thế}}; dấu {{ thường thì viết {{{{.",
        ),
        (
            "A placeholder is written wrong at “{found}”.",
            "Write {{name}} or {{name|other words}}; for a plain {{ write {{{{.",
        ),
    ),
    "F024": (
        (
            "Lời thông báo dài {count} chữ sau khi điền tên dài nhất ({language}).",
            "Hãy rút còn tối đa {most} chữ.",
        ),
        (
            "The notice has {count} words once the longest names are in ({language}).",
            "Shorten it to at most {most}.",
        ),
    ),
    "F025": (
        ("“{key}” đứng một mình sau dấu phẩy.",
         "Lời có dấu phẩy mà viết trong {{ }} thì đặt trong dấu nháy kép."),
        ("“{key}” stands alone behind a comma.",
         "Words with a comma inside {{ }} go in double quotes."),
    ),
    "F026": (
        ("Dòng {line} mở đầu bằng dấu %, không dùng được.", "Hãy bỏ dòng đó."),
        ("Line {line} begins with %, which cannot be used.", "Drop it."),
    ),
    "F027": (
        ("“common:” chỉ viết trong tệp của thư mục common/.", "Hãy bỏ dòng này."),
        ("“common:” stands only in files of common/.", "Drop this line."),
    ),
    "F040": (
        (
            "Phần dịch cần “language:” với mã ngôn ngữ như en, km; không phải “{language}”.",
            "Mỗi ngôn ngữ một tệp; tiếng Việt nằm trong tệp chính.",
        ),
        (
            "A translation needs “language:” with a code such as en, km; not “{language}”.",
            "One file a language; Vietnamese stands in the main file.",
        ),
    ),
    "F041": (
        ("Bản dịch có “{key}”, tệp chính không có.{near}", "Hãy sửa mã hoặc bỏ dòng này."),
        ("The translation has “{key}”; the main file does not.{near}", "Mend it or drop it."),
    ),
    "F042": (
        ("Bản dịch có {count} mức, thang đo có {wanted}.", "Hãy dịch đủ từng mức, đúng thứ tự."),
        ("The translation has {count} points, the scale {wanted}.", "Translate each, in order."),
    ),
    "F043": (
        ("Không lấy lời của “{language}” thay thế ở đây được.{near}",
         "Viết một ngôn ngữ khác của phiếu, đừng đi vòng: {known}."),
        ("The words of “{language}” cannot stand in here.{near}",
         "Name another language of the survey, in no circle: {known}."),
    ),
}  # fmt: skip
