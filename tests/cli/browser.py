# SPDX-License-Identifier: LGPL-2.1-or-later

"""A page in a headless Chromium, by its DevTools protocol over a pipe: messages of JSON
that end with NUL."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

from support import Skip


def find():
    """The program, or a reason to skip."""
    for name in ('chromium', 'chromium-browser', 'google-chrome'):
        if shutil.which(name):
            return name
    raise Skip('chromium is not installed')


class Browser:
    def __init__(self, size=(1280, 900)):
        program = find()
        self.home = tempfile.mkdtemp(prefix='chromium-')
        to_read, self.to = os.pipe()
        self.source, to_write = os.pipe()

        def place():
            # Chromium reads from 3 and writes to 4.
            os.dup2(to_read, 20)
            os.dup2(to_write, 21)
            os.dup2(20, 3)
            os.dup2(21, 4)

        self.process = subprocess.Popen(
            [program, '--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe', '--no-first-run',
             '--disable-dev-shm-usage', f'--window-size={size[0]},{size[1]}', f'--user-data-dir={self.home}', 'about:blank'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=place)
        os.close(to_read)
        os.close(to_write)
        self.number = 0
        self.buffer = b''
        self.events = []
        targets = self.call('Target.getTargets')['targetInfos']
        page = next(target for target in targets if target['type'] == 'page')
        self.session = self.call('Target.attachToTarget', targetId=page['targetId'], flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Network'):
            self.call(domain + '.enable')

    session = None

    def receive(self, seconds=60):
        end = time.monotonic() + seconds
        while b'\0' not in self.buffer:
            ready, _, _ = select.select([self.source], [], [], max(0, end - time.monotonic()))
            chunk = os.read(self.source, 1 << 20) if ready else b''
            if not chunk:
                raise AssertionError('the browser does not answer')
            self.buffer += chunk
        text, _, self.buffer = self.buffer.partition(b'\0')
        return json.loads(text)

    def call(self, method, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.to, json.dumps(message).encode() + b'\0')
        while True:
            answer = self.receive()
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise AssertionError(f'{method}: {answer["error"]}')
                return answer['result']
            self.events.append(answer)

    def open(self, path):
        """Load a file, and wait until it is there."""
        self.events.clear()
        self.call('Page.navigate', url='file://' + os.path.abspath(path))
        while not any(event.get('method') == 'Page.loadEventFired' for event in self.events):
            self.events.append(self.receive())

    def ask(self, expression):
        answer = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in answer:
            raise AssertionError(f'{expression}: {answer["exceptionDetails"]}')
        return answer['result'].get('value')

    def press(self, key):
        text = key if len(key) == 1 else '\r' if key == 'Enter' else ''
        codes = {'ArrowRight': 39, 'ArrowLeft': 37, 'Enter': 13, 'Escape': 27, ' ': 32}
        code = codes.get(key, ord(key[0].upper()))
        self.call('Input.dispatchKeyEvent', type='keyDown', key=key, text=text, windowsVirtualKeyCode=code)
        self.call('Input.dispatchKeyEvent', type='keyUp', key=key, windowsVirtualKeyCode=code)

    def screenshot(self, path):
        with open(path, 'wb') as file:
            file.write(base64.b64decode(self.call('Page.captureScreenshot', format='png')['data']))

    def complaints(self):
        """What the page threw, or wanted from a network."""
        thrown = [event['params'] for event in self.events if event.get('method') == 'Runtime.exceptionThrown']
        fetched = [event['params']['request']['url'] for event in self.events if event.get('method') == 'Network.requestWillBeSent']
        return thrown + [url for url in fetched if not url.startswith(('file:', 'data:', 'blob:'))]

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.source)
        shutil.rmtree(self.home, ignore_errors=True)
