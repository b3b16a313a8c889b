# SPDX-License-Identifier: LGPL-2.1-or-later

"""OpenStack Swift with its S3 interface on this machine, from Debian's packages, for as long as a test
lasts: a server that we have not written, which verifies signatures."""

import hashlib
import http.client
import os
import re
import shutil
import subprocess
import time
import urllib.parse

from sigv4 import quote, sign

PROGRAMS = ('swift-proxy-server', 'swift-account-server', 'swift-container-server', 'swift-object-server', 'swift-ring-builder', 'memcached')
ID = 'test:tester'
SECRET = 'testing'
REGION = 'us-east-1'
BUCKET = 'pictures'

# Ports that nothing else of the tests has.
PORTS = {'proxy': 18090, 'object': 16300, 'container': 16301, 'account': 16302, 'memcached': 11299}

PROXY = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {proxy}
workers = 0
user = {user}
swift_dir = {conf}
log_level = WARNING
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache bulk s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{memcached}
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
""" + ''.join(f'[filter:{name}]\nuse = egg:swift#{name}\n' for name in ('catch_errors', 'gatekeeper', 'healthcheck', 'bulk', 'slo', 'dlo'))

NODE = """[DEFAULT]
devices = {top}/node
mount_check = false
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {conf}
disable_fallocate = true
log_level = WARNING
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""


def missing():
    """Why it cannot be started here, or None."""
    lost = [program for program in PROGRAMS if not shutil.which(program)]
    return f'{", ".join(lost)} not installed' if lost else None


class Swift:
    """To be used with `with`, in a directory of its own on a file system with extended attributes."""

    def __init__(self, top):
        self.top = top
        self.processes = []
        self.url = f'http://127.0.0.1:{PORTS["proxy"]}'

    def write(self, name, text):
        with open(f'{self.top}/conf/{name}', 'w', encoding='utf-8') as file:
            file.write(text)

    def start(self, *words):
        log = open(f'{self.top}/{words[0]}.log', 'wb')  # pylint: disable=consider-using-with
        self.processes.append(subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL))  # pylint: disable=consider-using-with

    def __enter__(self):
        conf = f'{self.top}/conf'
        user = subprocess.run(['id', '-un'], capture_output=True, check=True, text=True).stdout.strip()
        os.makedirs(conf)
        os.makedirs(f'{self.top}/node/d1')
        for kind in ('account', 'container', 'object'):
            builder = f'{conf}/{kind}.builder'
            for words in (['create', '4', '1', '1'], ['add', f'r1z1-127.0.0.1:{PORTS[kind]}/d1', '1'], ['rebalance']):
                subprocess.run(['swift-ring-builder', builder, *words], check=True, stdout=subprocess.DEVNULL)
            self.write(f'{kind}.conf', NODE.format(top=self.top, port=PORTS[kind], user=user, conf=conf, kind=kind))
        self.write('proxy.conf', PROXY.format(user=user, conf=conf, **PORTS))
        try:
            self.start('memcached', '-u', user, '-l', '127.0.0.1', '-p', str(PORTS['memcached']), '-m', '16')
            for kind in ('account', 'container', 'object', 'proxy'):
                self.start(f'swift-{kind}-server', f'{conf}/{kind}.conf')
            self.wait()
            self.ask('PUT', f'/{BUCKET}')
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait(self):
        deadline = time.monotonic() + 90
        while True:
            try:
                if self.send('GET', '/healthcheck', b'', {})[0] == 200:
                    return
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise TimeoutError('Swift does not start')
            time.sleep(0.2)

    def send(self, method, target, body, headers):
        connection = http.client.HTTPConnection('127.0.0.1', PORTS['proxy'], timeout=60)
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data

    def ask(self, method, target, body=b''):
        headers = sign(method, target, f'127.0.0.1:{PORTS["proxy"]}', body, ID, SECRET, REGION)
        status, data = self.send(method, target, body, headers)
        assert status // 100 == 2, (method, target, status, data)
        return data

    def put(self, key, body):
        self.ask('PUT', f'/{BUCKET}/{quote(key, "/")}', body)

    def get(self, key):
        return self.ask('GET', f'/{BUCKET}/{quote(key, "/")}')

    def keys(self, prefix=''):
        text = self.ask('GET', f'/{BUCKET}/?encoding-type=url&list-type=2&prefix={quote(prefix)}').decode()
        return sorted(urllib.parse.unquote(key) for key in re.findall(r'<Key>([^<]*)</Key>', text))

    def objects(self, prefix=''):
        """Digests by key."""
        return {key: hashlib.sha256(self.get(key)).hexdigest() for key in self.keys(prefix)}

    def uploads(self):
        return re.findall(r'<UploadId>', self.ask('GET', f'/{BUCKET}/?uploads=').decode())
