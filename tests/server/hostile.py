# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that must not go through, whoever stands in front: name, bytes, the statuses allowed.

An empty answer, the connection being closed, is always allowed. What must never happen is a 2xx, or
a second answer to what was smuggled into a body.
"""

HOST = b'Host: localhost\r\n'
JSON = b'Content-Type: application/json\r\n'
END = b'\r\n'
SMUGGLED = b'GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'
SIGN_IN = b'POST /api/v1/session HTTP/1.1\r\n'
BAD = (400, 411, 413, 501)
LARGE_BODY = SIGN_IN + HOST + JSON + b'Content-Length: 104857600\r\n' + END

HOSTILE = [
    ('two Host', b'GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n' + END, BAD),
    ('two Content-Length', SIGN_IN + HOST + JSON + b'Content-Length: 2\r\nContent-Length: 50\r\n' + END
     + b'{}' + SMUGGLED, BAD),
    ('two equal Content-Length', SIGN_IN + HOST + JSON + b'Content-Length: 2\r\nContent-Length: 2\r\n'
     + END + b'{}', BAD),
    ('both lengths', SIGN_IN + HOST + JSON + b'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n' + END
     + b'0\r\n\r\n' + SMUGGLED, BAD),
    ('both lengths, other order', SIGN_IN + HOST + JSON
     + b'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n' + END + b'0\r\n\r\n' + SMUGGLED, BAD),
    ('chunk size overflow', SIGN_IN + HOST + JSON + b'Transfer-Encoding: chunked\r\n' + END
     + b'ffffffffffffffff\r\n' + SMUGGLED, BAD),
    ('chunk size with 0x', SIGN_IN + HOST + JSON + b'Transfer-Encoding: chunked\r\n' + END
     + b'0x2\r\n{}\r\n0\r\n\r\n', BAD),
    ('unknown coding', SIGN_IN + HOST + JSON + b'Transfer-Encoding: xchunked\r\n' + END
     + b'0\r\n\r\n' + SMUGGLED, BAD),
    ('coding hidden by a blank', SIGN_IN + HOST + JSON + b'Transfer-Encoding : chunked\r\n'
     + b'Content-Length: 5\r\n' + END + b'0\r\n\r\n' + SMUGGLED, BAD + (401,)),
    ('length with a plus', SIGN_IN + HOST + JSON + b'Content-Length: +2\r\n' + END + b'{}', BAD),
    ('length too long', SIGN_IN + HOST + JSON + b'Content-Length: 18446744073709551618\r\n' + END
     + b'{}', BAD),
    ('length in hexadecimal', SIGN_IN + HOST + JSON + b'Content-Length: 0x2\r\n' + END + b'{}', BAD),
    ('length of two numbers', SIGN_IN + HOST + JSON + b'Content-Length: 2, 2\r\n' + END + b'{}', BAD),
    ('large body', LARGE_BODY + b'x' * 100000, (400, 413)),
    ('bad method', b'GE(T /health HTTP/1.1\r\n' + HOST + END, (400, 405)),
    ('CONNECT', b'CONNECT localhost:80 HTTP/1.1\r\n' + HOST + END, (400, 405)),
    ('TRACE', b'TRACE /health HTTP/1.1\r\n' + HOST + END, (400, 405)),
    ('unknown method', b'BREW /health HTTP/1.1\r\n' + HOST + END, (400, 405)),
    ('another host', b'GET http://elsewhere.example/health HTTP/1.1\r\n' + HOST + END,
     (400, 404, 421)),
    ('bare CR in a value', b'GET /api/v1/me HTTP/1.1\r\n' + HOST + b'X-A: a\rX-B: b\r\n' + END,
     (400, 401)),
    ('NUL in a value', b'GET /api/v1/me HTTP/1.1\r\n' + HOST + b'X-A: a\0b\r\n' + END, (400, 401)),
    ('folded header', b'GET /api/v1/me HTTP/1.1\r\n' + HOST + b'X-A: a\r\n b\r\n' + END, (400, 401)),
    ('name with a blank', b'GET /api/v1/me HTTP/1.1\r\n' + HOST + b'X A: b\r\n' + END, (400, 401)),
    ('too many headers', b'GET /api/v1/me HTTP/1.1\r\n' + HOST
     + b''.join(b'X-%d: y\r\n' % n for n in range(1000)) + END, (400, 401, 431)),
    ('long header', b'GET /api/v1/me HTTP/1.1\r\n' + HOST + b'X-A: ' + b'a' * 200000 + b'\r\n' + END,
     (400, 414, 431)),
    ('long target', b'GET /' + b'a' * 9000 + b' HTTP/1.1\r\n' + HOST + END, (400, 404, 414)),
    ('NUL in the target', b'GET /a%00b HTTP/1.1\r\n' + HOST + END, (400, 404)),
    ('way up', b'GET /api/../../etc/passwd HTTP/1.1\r\n' + HOST + END, (400, 404)),
    ('hidden way up', b'GET /api/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n' + HOST + END, (400, 404)),
    ('broken escape', b'GET /api/v1/files/%zz HTTP/1.1\r\n' + HOST + END, (400, 401, 404)),
    ('no Host', b'GET /health HTTP/1.1\r\n' + END, (400,)),
    ('no version', b'GET /health\r\n\r\n', (400,)),
    ('unknown version', b'GET /health HTTP/9.9\r\n' + HOST + END, (400, 505)),
    ('no request', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\0' * 500, (400,)),
    ('HTTP/2', b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', (400, 404, 405, 505)),
    ('body of a GET', b'GET /health HTTP/1.1\r\n' + HOST + b'Content-Length: 60\r\n' + END + SMUGGLED,
     (400,)),
    ('malformed JSON', SIGN_IN + HOST + JSON + b'Connection: close\r\nContent-Length: 9\r\n' + END
     + b'{"login":', (400,)),
    ('deep JSON', SIGN_IN + HOST + JSON + b'Connection: close\r\nContent-Length: 16000\r\n' + END
     + b'[' * 16000, (400,)),
    ('JSON that is no text', SIGN_IN + HOST + JSON + b'Connection: close\r\nContent-Length: 4\r\n' + END
     + b'\xff\xfe\xfd\xfc', (400,)),
    ('a form', SIGN_IN + HOST + b'Content-Type: multipart/form-data; boundary=x\r\n'
     b'Content-Length: 5\r\n' + END + b'--x--', (400, 415)),
]


def check_answers(name, answer, statuses):
    """One answer at most, of the statuses allowed, and nothing of what was smuggled."""
    answers = [int(line.split()[1]) for line in answer.split(b'\r\n')
               if line.startswith(b'HTTP/1.') and len(line.split()) > 1]
    assert b'openapi' not in answer, f'{name}: the smuggled request was answered'
    assert not [status for status in answers if 200 <= status < 300], f'{name}: {answers}'
    if answers:
        assert answers[0] in statuses, f'{name}: {answer[:300]!r}'
    assert len(answers) <= 1 or all(status >= 400 for status in answers), f'{name}: {answers}'
