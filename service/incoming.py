"""What a request brings: a body of JSON, never more of it in memory than the limit, and a wish for a language."""

from asyncio import timeout
from collections.abc import Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from schema.refusal import Fault
from service.access.unfinished import Unfinished
from service.endpoints import route_of
from service.language import LANGUAGES, accepted_language, known_language
from service.problems import INVALID, MEDIA, TOO_LARGE, TOO_SLOW, Problem

# A sender up to so many times over the limit is heard out: closing on it in mid-sentence resets the connection, and it
# would see that in place of the 413.
HEARING = 4
JSON = "application/json"
JSON_BYTES = JSON.encode()


async def read_json(request: Request, limit: int, seconds: float, unfinished: Unfinished) -> bytes:
    """The bytes of a JSON body.

    Raises `Problem` for another media type, more than `limit` bytes or `seconds`, or where all bodies that are
    `unfinished` hold too much.
    """
    if not _is_usual(request, limit):
        require_json(request)
        require_size(request, limit)
    try:
        async with timeout(seconds):
            return await _read(request, limit, unfinished)
    except TimeoutError:
        detail = f"The body was not complete after {seconds:g} seconds; send it at once, or less of it."
        raise Problem(TOO_SLOW, detail, headers={"Connection": "close"}) from None


def _is_usual(request: Request, limit: int) -> bool:
    """Whether nothing can be said against its head: told in a tenth of the time that the rules below take."""
    raw = request.scope["headers"]
    heads = dict(raw)
    return (
        len(heads) == len(raw)
        and heads.get(b"content-type") == JSON_BYTES
        and b"content-encoding" not in heads
        and int(heads.get(b"content-length", b"0")) <= limit
    )


async def _read(request: Request, limit: int, unfinished: Unfinished) -> bytes:
    message = await _next(request)
    if message.get("more_body", False):
        return await _gathered(request, message, limit, unfinished)
    body: bytes = message.get("body", b"")  # it came with its head, as nearly always
    if len(body) > limit:
        raise too_large(limit)
    return body


async def _gathered(request: Request, message: Message, limit: int, unfinished: Unfinished) -> bytes:
    """A body that comes in pieces; `message` has the first."""
    size, path = 0, route_of(request.scope)[1]
    with unfinished.body() as body:
        while message.get("more_body", False):
            piece = message.get("body", b"")
            size += len(piece)
            if size <= limit:
                unfinished.add(body, piece, path)
            else:
                unfinished.drop(body)
            if size > HEARING * limit:
                raise too_large(limit)
            message = await _next(request)
        last = message.get("body", b"")
        if size + len(last) > limit:
            raise too_large(limit)
        return b"".join((body, last))


async def _next(request: Request) -> Message:
    """What comes next; raises ClientDisconnect."""
    message = await request.receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message


def require_json(request: Request) -> None:
    """Raise `Problem` unless the content is said to be JSON in UTF-8, as it is."""
    require_media(request, (JSON,))


def require_media(request: Request, known: Sequence[str]) -> str:
    """Which of the media types in small letters the content is; raises `Problem` for another, or another charset."""
    given, *parameters = request.headers.get("content-type", "").split(";")
    media_type = given.strip().lower()
    if media_type not in known or not all(map(_allows_utf8, parameters)):
        raise Problem(MEDIA, f"Send {' or '.join(known)}, text in UTF-8.", headers={"Accept-Post": ", ".join(known)})
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(MEDIA, "Send the body as it is, without Content-Encoding.")
    return media_type


def accepted_media(request: Request, known: Sequence[str], default: str) -> str:
    """Which of the media types `Accept` names first; `default` where it names none of them."""
    for wish in ",".join(request.headers.getlist("accept")).split(","):
        name, *parameters = wish.split(";")
        if name.strip().lower() in known and not any(map(_is_no, parameters)):
            return name.strip().lower()
    return default


def require_size(request: Request, limit: int) -> None:
    """Raise `Problem` before a byte is read where so much is announced that it will not be heard out.

    Who waits for `100 Continue` has not begun to send and is told at any size over the limit.
    """
    announced = int(request.headers.get("content-length", "0"))  # a number: the HTTP parser has seen to that
    if announced > HEARING * limit or (announced > limit and "expect" in request.headers):
        raise too_large(limit)


def too_large(limit: int) -> Problem:
    """413, and the connection is closed on what is still to come."""
    detail = f"The body is over the limit of {limit} bytes; send fewer rows or entries at once."
    return Problem(TOO_LARGE, detail, headers={"Connection": "close"})


def _is_no(parameter: str) -> bool:
    """`q=0`: anything but this."""
    name, _, value = parameter.partition("=")
    return name.strip().lower() == "q" and not value.strip().strip("0.")


def _allows_utf8(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip().lower() != "charset" or value.strip().strip('"').lower() in {"utf-8", "utf8"}


def language_of(request: Request, default: str) -> str:
    """The language to answer in: `?lang=`, then `Accept-Language`, then `default`.

    Raises `Problem` where `?lang=` names none that is known.
    """
    asked = request.query_params.get("lang") if request.scope["query_string"] else None
    if asked is None:
        if not any(name == b"accept-language" for name, _ in request.scope["headers"]):
            return default
        # Several fields of a name are one list (RFC 9110, 5.3).
        return accepted_language(",".join(request.headers.getlist("accept-language")), default)
    language = known_language(asked)
    if language is None:
        fault = Fault("", "unknown_language", f"the query parameter lang must be one of {', '.join(LANGUAGES)}")
        raise Problem(INVALID, faults=[fault])
    return language
