"""EML: the text of one message; its attachments are documents of their own (``containers``)."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

from reportminer.ingest.encodings import Decoded, decode
from reportminer.ingest.html import HtmlReader
from reportminer.ingest.raw import Limits, Paragraph, RawDocument, Unreadable


class EmlReader:
    """Mail messages."""

    format = "eml"
    suffixes: tuple[str, ...] = (".eml",)
    is_text = True

    def sniff(self, data: bytes) -> bool:
        """Never: a header looks like any text."""
        return False

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Read the plain body, or the HTML body where there is no plain one."""
        message = message_from_bytes(data, policy=policy.default)
        if not isinstance(message, EmailMessage) or not message.keys():
            raise Unreadable("broken_file", "The file has no mail header.")
        body = message.get_body(("plain", "html"))
        raw = _body(body, limits) if isinstance(body, EmailMessage) else RawDocument(self.format)
        return RawDocument(
            self.format,
            raw.blocks,
            encoding=raw.encoding,
            title=_header(message, "Subject"),
            published=_sent(message),
            author=_header(message, "From"),
            repairs=raw.repairs,
            problems=raw.problems,
        )


def _body(body: EmailMessage, limits: Limits) -> RawDocument:
    payload = body.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = body.get_content_charset("")
    if body.get_content_subtype() == "html":
        return HtmlReader().read(data, limits, charset)
    decoded = decode(data, charset)
    return _plain(decoded)


def _plain(decoded: Decoded) -> RawDocument:
    return RawDocument(
        "eml",
        (Paragraph(decoded.text),),
        encoding=decoded.encoding,
        repairs=decoded.repairs,
        problems=decoded.problems,
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError):  # the stdlib parser stumbles over some broken headers
        return ""


def _sent(message: EmailMessage) -> date | None:
    try:
        sent = message["Date"].datetime
    except (ValueError, IndexError, AttributeError, TypeError):
        return None
    return sent.date() if sent else None
