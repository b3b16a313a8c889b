# SPDX-License-Identifier: LGPL-2.1-or-later

"""AWS Signature Version 4, from its specification and with nothing of burnish in it: what a
server computes again to believe a request, and what a client of the tests signs with."""

import datetime
import hashlib
import hmac
import re
import urllib.parse

EMPTY = hashlib.sha256(b'').hexdigest()


class Refused(Exception):
    """Raised with the word that S3 has for it."""


def quote(text, safe=''):
    return urllib.parse.quote(text, safe=safe + '-._~')


def canonical_query(query):
    pairs = [part.partition('=') for part in query.split('&') if part]
    return '&'.join(sorted(f'{quote(urllib.parse.unquote(name))}={quote(urllib.parse.unquote(value))}' for name, _, value in pairs))


def signature(secret, date, region, request):
    key = f'AWS4{secret}'.encode()
    for part in (date[:8], region, 's3', 'aws4_request'):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    scope = f'{date[:8]}/{region}/s3/aws4_request'
    text = f'AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}'
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def canonical_request(method, target, headers, signed, payload):
    """`target` as it is sent; `headers` by names in lower case."""
    path, _, query = target.partition('?')
    lines = ''.join(f'{name}:{" ".join(headers.get(name, "").split())}\n' for name in signed)
    # The path is escaped once, whatever the client made of it.
    uri = quote(urllib.parse.unquote_to_bytes(path), '/')
    return f'{method}\n{uri}\n{canonical_query(query)}\n{lines}\n{";".join(signed)}\n{payload}'


def verify(method, target, headers, body, keys, region, now=None):
    """Raise unless whoever sent this knew the secret; `keys` has secrets by their ids."""
    fields = re.match(r'AWS4-HMAC-SHA256 Credential=(.+)/(\d{8})/([^/]+)/s3/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$',
                      headers.get('authorization', ''))
    if not fields:
        raise Refused('AccessDenied')
    name, day, said, signed, given = fields.groups()
    signed = signed.split(';')
    date = headers.get('x-amz-date', '')
    if name not in keys:
        raise Refused('InvalidAccessKeyId')
    if said != region or not date.startswith(day):
        raise Refused('AuthorizationHeaderMalformed')
    when = datetime.datetime.strptime(date, '%Y%m%dT%H%M%SZ').replace(tzinfo=datetime.timezone.utc)
    if abs(((now or datetime.datetime.now(datetime.timezone.utc)) - when).total_seconds()) > 900:
        raise Refused('RequestTimeTooSkewed')
    # Whatever could be changed on the way has to be covered.
    needed = [each for each in headers if each.startswith('x-amz-') or each in ('host', 'content-md5')]
    if 'host' not in headers or signed != sorted(signed) or not set(needed) <= set(signed):
        raise Refused('AccessDenied')
    payload = headers.get('x-amz-content-sha256', '')
    request = canonical_request(method, target, headers, signed, payload)
    if not hmac.compare_digest(signature(keys[name], date, region, request), given):
        raise Refused('SignatureDoesNotMatch')
    if payload != hashlib.sha256(body).hexdigest():
        raise Refused('XAmzContentSHA256Mismatch')


def sign(method, target, host, body, name, secret, region):
    """The headers of a request."""
    date = datetime.datetime.now(datetime.timezone.utc).strftime('%Y%m%dT%H%M%SZ')
    payload = hashlib.sha256(body).hexdigest()
    headers = {'host': host, 'x-amz-content-sha256': payload, 'x-amz-date': date}
    signed = sorted(headers)
    made = signature(secret, date, region, canonical_request(method, target, headers, signed, payload))
    return headers | {'authorization': f'AWS4-HMAC-SHA256 Credential={name}/{date[:8]}/{region}/s3/aws4_request, '
                                       f'SignedHeaders={";".join(signed)}, Signature={made}'}
