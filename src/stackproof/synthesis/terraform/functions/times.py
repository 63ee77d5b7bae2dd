"""Functions of times. What changes with every run is not known."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from stackproof.graph.values import Unknown, Value
from stackproof.synthesis.terraform.functions.registry import Arguments, RefusedError, function, plain

_STAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_TOKEN = re.compile(r"'(?:[^']|'')*'|Y+|M+|D+|E+|h+|H+|A+|a+|m+|s+|Z+|[^a-zA-Z']+|.", re.DOTALL)


def _time(text: str) -> datetime:
    if not _STAMP.fullmatch(text):
        raise RefusedError(f"{text[:40]} is no time in the form of RFC 3339")
    return datetime.fromisoformat(text.upper().replace("Z", "+00:00"))


def _shown(moment: datetime) -> str:
    offset = moment.strftime("%z")
    zone = "Z" if offset in ("+0000", "-0000") else f"{offset[:3]}:{offset[3:5]}"
    return moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + zone


@plain("timeadd", "tt")
def _timeadd(start: str, duration: str) -> str:
    sign = -1 if duration.startswith("-") else 1
    rest = duration.lstrip("+-")
    if rest != "0" and (not rest or _PART.sub("", rest)):
        raise RefusedError(f"{duration[:40]} is no duration")
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(rest))
    return _shown(_time(start) + sign * timedelta(seconds=seconds))


@plain("timecmp", "tt")
def _timecmp(left: str, right: str) -> int:
    one, other = _time(left), _time(right)
    return (one > other) - (one < other)


@plain("formatdate", "tt")
def _formatdate(layout: str, stamp: str) -> str:
    moment = _time(stamp)
    return "".join(_token(token, moment) for token in _TOKEN.findall(layout))


def _token(token: str, moment: datetime) -> str:
    if token.startswith("'"):
        if len(token) < 2:
            raise RefusedError("a quotation in the layout is not closed")
        return token[1:-1].replace("''", "'")
    if not token[0].isalpha():
        return token
    half = moment.strftime("%p")
    hour = moment.hour % 12 or 12
    offset = moment.strftime("%z")
    utc = offset == "+0000"
    forms = {
        "YYYY": f"{moment.year:04d}",
        "YY": f"{moment.year % 100:02d}",
        "MMMM": moment.strftime("%B"),
        "MMM": moment.strftime("%b"),
        "MM": f"{moment.month:02d}",
        "M": str(moment.month),
        "DD": f"{moment.day:02d}",
        "D": str(moment.day),
        "EEEE": moment.strftime("%A"),
        "EEE": moment.strftime("%a"),
        "hh": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "HH": f"{hour:02d}",
        "H": str(hour),
        "AA": half,
        "aa": half.lower(),
        "mm": f"{moment.minute:02d}",
        "m": str(moment.minute),
        "ss": f"{moment.second:02d}",
        "s": str(moment.second),
        "ZZZZZ": f"{offset[:3]}:{offset[3:5]}",
        "ZZZZ": offset[:5],
        "ZZZ": "UTC" if utc else offset[:5],
        "Z": "Z" if utc else f"{offset[:3]}:{offset[3:5]}",
    }
    if token not in forms:
        raise RefusedError(f"the layout has {token[:20]}, which stands for nothing")
    return forms[token]


@function("timestamp", 0, 0)
def _timestamp(call: Arguments) -> Value:
    return Unknown("it is the time of the run", None, call.at)


@function("plantimestamp", 0, 0)
def _plantimestamp(call: Arguments) -> Value:
    return Unknown("it is the time of the run", "plantimestamp()", call.at)


@function("uuid", 0, 0)
def _uuid(call: Arguments) -> Value:
    return Unknown("it is another id in every run", None, call.at)


@function("bcrypt", 1, 2)
def _bcrypt(call: Arguments) -> Value:
    return call.opaque("it is another hash in every run")


@function("rsadecrypt", 2, 2)
def _rsadecrypt(call: Arguments) -> Value:
    return call.opaque("it is decrypted with a private key")
