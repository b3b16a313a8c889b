# SPDX-License-Identifier: LGPL-2.1-or-later

"""A store on loopback that speaks S3: it believes nobody whose signature does not fit, keeps
objects in memory, counts what is asked, and fails as it is told to.

A fault is a dictionary: `method` and `part` (of the target) say which requests it is for, `times`
how often, `skip` how many go well before, and one of these what happens: `status` with `code`,
`cut` (bytes of the body after which the connection ends), `etag` (a wrong one), `drop` (no answer,
after the work was done), `slow` (seconds between pieces), `location` (a redirect)."""

import base64
import hashlib
import http.server
import re
import ssl
import threading
import time
import urllib.parse
import xml.sax.saxutils

from sigv4 import Refused, verify

ID = 'AKIDTESTER'
# Whoever sees this anywhere has found a leak.
SECRET = 'canary/5eCr3t+K3y/Th4tMu5tN0tL34k'
REGION = 'test-1'
BUCKET = 'pictures'

STATUS = {'NoSuchKey': 404, 'NoSuchBucket': 404, 'NoSuchUpload': 404, 'BadDigest': 400, 'AuthorizationHeaderMalformed': 400,
          'XAmzContentSHA256Mismatch': 400, 'PreconditionFailed': 412, 'NotImplemented': 501, 'InvalidPart': 400, 'SlowDown': 503}


class Object:
    def __init__(self, body, headers, etag=None):
        self.body = body
        self.etag = etag or hashlib.md5(body).hexdigest()
        self.headers = {name: value for name, value in headers.items() if name == 'content-type' or name.startswith('x-amz-meta-')}


def element(name, value):
    return f'<{name}>{xml.sax.saxutils.escape(str(value))}</{name}>'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *args):  # pylint: disable=arguments-differ
        pass

    def answer(self, status, body=b'', headers=(), fault=None):
        body = body if isinstance(body, bytes) else body.encode()
        fault = fault or {}
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, fault['etag'] if name == 'ETag' and 'etag' in fault else value)
        self.send_header('Content-Length', dict(headers).get('Content-Length', len(body)))
        self.end_headers()
        if self.command == 'HEAD':
            return
        if 'cut' in fault:
            self.wfile.write(body[:fault['cut']])
            self.close_connection = True
            return
        for at in range(0, len(body), 4096 if 'slow' in fault else max(1, len(body))):
            self.wfile.write(body[at:at + 4096] if 'slow' in fault else body)
            self.wfile.flush()
            time.sleep(fault.get('slow', 0))

    def error(self, code, status=None, headers=()):
        status = status or STATUS.get(code, 403)
        self.answer(status, f'<?xml version="1.0"?><Error>{element("Code", code)}{element("Message", "told to")}</Error>', headers)

    def handle_one(self):
        store = self.server.store
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        path, _, query = self.path.partition('?')
        bucket, _, key = path[1:].partition('/')
        if headers['host'].startswith(BUCKET + '.'):
            bucket, key = BUCKET, path[1:]
        fault = store.take_fault(self.command, self.path)
        with store.lock:
            store.requests.append((self.command, self.path, headers))
        if 'location' in fault:
            self.error('TemporaryRedirect', 307, {'Location': fault['location'], 'x-amz-bucket-region': 'elsewhere-2'})
            return
        if 'status' in fault:
            self.error(fault['code'], fault['status'])
            return
        try:
            verify(self.command, self.path, headers, body, store.keys, REGION)
            if store.token and headers.get('x-amz-security-token') != store.token:
                raise Refused('InvalidToken')
            if 'content-md5' in headers and base64.b64decode(headers['content-md5']) != hashlib.md5(body).digest():
                raise Refused('BadDigest')
            if bucket not in store.buckets:
                raise Refused('NoSuchBucket')
            with store.lock:
                made = self.work(store.buckets[bucket], urllib.parse.unquote(key), dict(urllib.parse.parse_qsl(query, True)), headers, body)
            if 'drop' in fault:
                self.close_connection = True
            else:
                self.answer(*made, fault=fault)
        except Refused as refused:
            self.error(str(refused))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_one

    def work(self, objects, key, query, headers, body):
        if self.command == 'GET' and not key:
            return self.list(objects, query)
        if self.command in ('GET', 'HEAD'):
            if key not in objects:
                raise Refused('NoSuchKey')
            found = objects[key]
            return 200, found.body, {'ETag': f'"{found.etag}"', **found.headers, 'Content-Length': str(len(found.body))}
        if 'uploadId' in query or 'uploads' in query:
            return self.parts(objects, key, query, headers, body)
        if self.command == 'PUT':
            self.check_condition(objects, key, headers)
            objects[key] = Object(body, headers)
            return 200, b'', {'ETag': f'"{objects[key].etag}"'}
        objects.pop(key, None)
        return 204, b'', {}

    def check_condition(self, objects, key, headers):
        if 'if-none-match' in headers:
            if not self.server.store.conditions:
                raise Refused('NotImplemented')
            if key in objects:
                raise Refused('PreconditionFailed')

    def list(self, objects, query):
        prefix = query.get('prefix', '')
        delimiter = query.get('delimiter', '')
        after = query.get('continuation-token', '')
        keys = [key for key in sorted(objects, key=str.encode) if key.startswith(prefix) and key > after and
                not (delimiter and delimiter in key[len(prefix):])]
        page = keys[:self.server.store.page]
        text = element('Name', BUCKET) + element('EncodingType', 'url') + element('IsTruncated', str(len(keys) > len(page)).lower())
        if len(keys) > len(page):
            text += element('NextContinuationToken', page[-1])
        for key in page:
            found = objects[key]
            # As AWS does it: spaces become "+".
            text += '<Contents>' + element('Key', urllib.parse.quote_plus(key, safe='/')) + element('Size', len(found.body)) + \
                element('ETag', f'"{found.etag}"') + '<Owner><ID>x</ID></Owner></Contents>'
        return 200, f'<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{text}</ListBucketResult>', {}

    def parts(self, objects, key, query, headers, body):
        uploads = self.server.store.uploads
        if 'uploads' in query:
            name = f'upload/{len(uploads)}+='
            uploads[name] = {'key': key, 'headers': headers, 'parts': {}}
            return 200, f'<InitiateMultipartUploadResult>{element("UploadId", name)}</InitiateMultipartUploadResult>', {}
        upload = uploads.get(query['uploadId'])
        if not upload or upload['key'] != key:
            raise Refused('NoSuchUpload')
        if self.command == 'PUT':
            upload['parts'][int(query['partNumber'])] = body
            return 200, b'', {'ETag': f'"{hashlib.md5(body).hexdigest()}"'}
        if self.command == 'POST':
            listed = [(int(number), etag) for number, etag in re.findall(r'<PartNumber>(\d+)</PartNumber><ETag>"?([0-9a-f]+)"?</ETag>', body.decode())]
            if not listed or any(hashlib.md5(upload['parts'].get(number, b'')).hexdigest() != etag for number, etag in listed):
                raise Refused('InvalidPart')
            self.check_condition(objects, key, headers)
            sums = b''.join(hashlib.md5(upload['parts'][number]).digest() for number, _ in listed)
            made = Object(b''.join(upload['parts'][number] for number, _ in listed), upload['headers'], f'{hashlib.md5(sums).hexdigest()}-{len(listed)}')
            objects[key] = made
            del uploads[query['uploadId']]
            return 200, f'<CompleteMultipartUploadResult>{element("ETag", chr(34) + made.etag + chr(34))}</CompleteMultipartUploadResult>', {}
        del uploads[query['uploadId']]
        return 204, b'', {}


class Http(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        # Whoever is killed does not say goodbye.
        pass


class Store:
    """To be used with `with`; `objects` of the one bucket, `requests` as they came."""

    def __init__(self, page=1000, conditions=True, token=None, certificate=None):
        self.keys = {ID: SECRET}
        self.token = token
        self.page = page
        self.conditions = conditions
        self.buckets = {BUCKET: {}}
        self.uploads = {}
        self.requests = []
        self.faults = []
        self.lock = threading.RLock()
        self.http = Http(('127.0.0.1', 0), Handler)
        self.http.store = self
        self.url = f'http{"s" if certificate else ""}://127.0.0.1:{self.http.server_address[1]}'
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.http.shutdown()
        self.http.server_close()

    @property
    def objects(self):
        return self.buckets[BUCKET]

    def put(self, key, body):
        self.objects[key] = Object(body, {})

    def fault(self, method='', part='', times=1, skip=0, **what):
        self.faults.append({'method': method, 'part': part, 'times': times, 'skip': skip, **what})

    def take_fault(self, method, target):
        with self.lock:
            for fault in self.faults:
                if fault['method'] in ('', method) and fault['part'] in target and fault['times'] > 0:
                    if fault['skip'] > 0:
                        fault['skip'] -= 1
                        continue
                    fault['times'] -= 1
                    return fault
        return {}

    def count(self, method='', part=''):
        return sum(1 for each in self.requests if method in ('', each[0]) and part in each[1])
