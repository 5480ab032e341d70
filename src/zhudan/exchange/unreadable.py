"""Why a file as a whole could not be read. Nothing of it is imported then."""

from typing import Self

from zhudan.kit.errors import Refusal


class Unreadable(Refusal):
    """code: file_too_large, file_encrypted, file_damaged, file_encoding, file_header, …"""

    status = 422
    code = "file_damaged"
    title = {
        "zh-CN": "文件已损坏，或不是 xlsx、xls、ods、csv 文件",
        "en": "The file is damaged, or is no xlsx, xls, ods or csv file",
    }

    @classmethod
    def too_large(cls) -> Self:
        return cls(
            code="file_too_large",
            title={
                "zh-CN": "文件太大，请拆成几个文件再导入",
                "en": "The file is too large; please import it in several parts",
            },
        )

    @classmethod
    def encrypted(cls) -> Self:
        return cls(
            code="file_encrypted",
            title={
                "zh-CN": "文件有密码保护，请去掉密码后再导入",
                "en": "The file is protected by a password; please remove it first",
            },
        )

    @classmethod
    def encoding(cls) -> Self:
        return cls(
            code="file_encoding",
            title={
                "zh-CN": "无法识别文件的文字编码，请另存为 UTF-8 再导入",
                "en": "The text encoding cannot be recognised; please save the file as UTF-8",
            },
        )

    @classmethod
    def no_header(cls) -> Self:
        return cls(
            code="file_header",
            title={"zh-CN": "文件里没有找到表头", "en": "The file has no header row"},
        )

    @classmethod
    def too_wide(cls, most: int) -> Self:
        return cls(
            code="file_too_wide",
            title={
                "zh-CN": "表头超过 {most} 列，请删去用不到的列再导入",
                "en": "The header has more than {most} columns; please remove those not needed",
            },
            params={"most": most},
        )

    @classmethod
    def no_sheet(cls, name: str) -> Self:
        return cls(
            code="file_sheet",
            title={
                "zh-CN": "文件里没有名为“{name}”的工作表",
                "en": "The file has no sheet named “{name}”",
            },
            params={"name": name},
        )

    @classmethod
    def quoting(cls, row: int) -> Self:
        return cls(
            code="file_quoting",
            title={
                "zh-CN": "第 {row} 行的引号不配对，或单元格过长",
                "en": "In row {row} a quotation mark is not closed, or a cell is too long",
            },
            params={"row": row},
        )
