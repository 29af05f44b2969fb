"""One line of JSON on stdout for each thing that blackstart must know of a run of ansible-playbook.

Loaded as the stdout callback. What is secret never leaves this process: values of tasks with no_log, and everything
that was decrypted from a vault, are masked here, where it is known what they are.
"""

from __future__ import annotations

import json
import os
import re
import signal

import yaml

from ansible import constants
from ansible import context
from ansible.playbook.handler import Handler
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r'''
name: blackstart_events
type: stdout
short_description: Events for blackstart, as lines of JSON
description:
  - Tells of hosts, changes with their differences, failures and the final counts.
'''

MASK = '[secret]'
FORMAT = 1

VAULT_MARK = b'$ANSIBLE_VAULT;'
VAULT_TEXT = re.compile(rb'\$ANSIBLE_VAULT;[^\n]*\n(?:[ \t]*[0-9a-fA-F]+[ \t]*(?:\r?\n|$))+')

# Beyond these nobody has looked whether a value comes from a vault, and all values are masked.
MOST_FILES = 20000
LARGEST_FILE = 4 * 1024 * 1024
PASSED_OVER = frozenset(['.git', 'node_modules', '.venv', '__pycache__'])

# Shorter ones are searched for as whole words only: they turn up everywhere by chance.
SHORT = 4
LONGEST_VALUE = 16 * 1024
LONGEST_REASON = 2000


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'blackstart_events'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A stream of its own: Ansible's display may shorten, colour or repeat what goes through it.
        self._stream = os.fdopen(os.dup(1), 'w', encoding='utf-8', errors='replace')
        self._parent = os.getppid()
        self._secrets = Secrets()

    # What is told

    def v2_playbook_on_start(self, playbook):
        try:
            self._secrets.find(playbook._loader)
        except Exception as error:  # whatever is wrong, values that cannot be judged are masked
            self._secrets.complete = False
            self._tell('note', text='vaults could not be searched, all values are masked: %s' % error)
        self._tell('start', format=FORMAT)

    def v2_playbook_on_play_start(self, play):
        self._stop_when_orphaned()
        inventory = play.get_variable_manager()._inventory
        hosts = inventory.get_hosts(play.hosts, order=play.order)
        self._tell('play', name=play.get_name(), hosts=[host.get_name() for host in hosts])

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._stop_when_orphaned()

    def v2_playbook_on_handler_task_start(self, task):
        self._stop_when_orphaned()

    def v2_runner_on_ok(self, result):
        found = body(result)
        if not found.get('changed', False):
            return
        hidden = is_hidden(found)
        self._tell(
            'changed',
            host=host_of(result),
            task=self._secrets.clean(task_of(result).get_name()),
            handler=isinstance(task_of(result), Handler),
            hidden=hidden,
            target=None if hidden else self._secrets.clean(target_of(found)),
            differences=[] if hidden else [self._difference(each) for each in differences_of(found)],
        )

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._failure('failed', result, bool(ignore_errors))

    def v2_runner_on_unreachable(self, result):
        self._failure('unreachable', result, False)

    def v2_playbook_on_no_hosts_matched(self):
        self._tell('no-hosts')

    def v2_playbook_on_no_hosts_remaining(self):
        self._tell('stopped')

    def v2_playbook_on_stats(self, stats):
        self._tell('stats', hosts={host: stats.summarize(host) for host in sorted(stats.processed)})

    # How it is told

    def _failure(self, event, result, ignored):
        found = body(result)
        reason = 'its output is hidden (no_log)' if is_hidden(found) else reason_of(found)
        self._tell(
            event,
            host=host_of(result),
            task=self._secrets.clean(task_of(result).get_name()),
            reason=self._secrets.clean(reason)[:LONGEST_REASON],
            ignored=ignored,
        )

    def _difference(self, difference):
        before, after = difference.get('before'), difference.get('after')
        if 'prepared' in difference:
            before, after = None, difference['prepared']
        title = difference.get('after_header') or difference.get('before_header')
        masked = self._secrets.are_in(before) or self._secrets.are_in(after)
        return {
            'title': None if title is None else self._secrets.clean(str(title)),
            'masked': masked,
            'before': None if masked else shortened(before),
            'after': None if masked else shortened(after),
        }

    def _tell(self, event, **fields):
        self._stream.write(json.dumps({'event': event, **fields}, default=str) + '\n')
        self._stream.flush()

    def _stop_when_orphaned(self):
        """When blackstart was killed nobody reads this any more, and another run may be about to start."""
        if os.getppid() == self._parent:
            return
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpgrp(), signal.SIGTERM)
        os._exit(143)


class Secrets:
    """All that vaults within reach of the playbook hold, as texts."""

    def __init__(self):
        self.complete = False
        self._long = []
        self._short = None

    def find(self, loader):
        vault = getattr(loader, '_vault', None)
        texts = set()
        if vault is not None and getattr(vault, 'secrets', None):
            for file in files_in(folders(loader)):
                for encrypted in vaulted(file):
                    try:
                        plain = vault.decrypt(encrypted)
                    except Exception:  # of another vault id: without its password the playbook cannot use it either
                        continue
                    texts.update(texts_of(plain))
        self._long = sorted((text for text in texts if len(text) >= SHORT), key=len, reverse=True)
        short = [re.escape(text) for text in texts if len(text) < SHORT]
        self._short = re.compile(r'(?<!\w)(?:%s)(?!\w)' % '|'.join(short)) if short else None
        self.complete = True

    def are_in(self, value):
        if value is None:
            return False
        if not self.complete:
            return True
        text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
        if any(secret in text for secret in self._long):
            return True
        return self._short is not None and self._short.search(text) is not None

    def clean(self, text):
        if text is None:
            return None
        for secret in self._long:
            text = text.replace(secret, MASK)
        return text


def folders(loader):
    """Where a playbook takes its variables, files and roles from."""
    sources = [source for source in context.CLIARGS.get('inventory') or () if os.path.exists(source)]
    inventories = [source if os.path.isdir(source) else os.path.dirname(source) for source in sources]
    extra = [text[1:] for text in context.CLIARGS.get('extra_vars') or () if str(text).startswith('@')]
    roles = [path for path in constants.DEFAULT_ROLES_PATH or () if os.path.isdir(path)]
    return {os.path.realpath(path) for path in [loader.get_basedir(), *inventories, *extra, *roles]}


def files_in(paths):
    count = 0
    for path in paths:
        if os.path.isfile(path):
            yield path
            continue
        for folder, folders_below, names in os.walk(path):
            folders_below[:] = [name for name in folders_below if name not in PASSED_OVER]
            for name in names:
                count += 1
                if count > MOST_FILES:
                    raise ValueError('there are more than %d files around the playbook' % MOST_FILES)
                yield os.path.join(folder, name)


def vaulted(file):
    """The encrypted texts in a file: the whole of it, or values within."""
    try:
        if os.path.getsize(file) > LARGEST_FILE:
            with open(file, 'rb') as stream:
                if stream.read(len(VAULT_MARK)) != VAULT_MARK:
                    return []
        with open(file, 'rb') as stream:
            content = stream.read()
    except OSError:
        return []
    if content.startswith(VAULT_MARK):
        return [content]
    if VAULT_MARK not in content:
        return []
    return [
        b'\n'.join(line.strip() for line in found.group().splitlines())
        for found in VAULT_TEXT.finditer(content)
    ]


def texts_of(plain):
    text = plain.decode('utf-8', errors='replace') if isinstance(plain, bytes) else str(plain)
    found = {text.strip()}
    try:
        found.update(scalars(yaml.load(text, Loader=LenientLoader)))
    except yaml.YAMLError:
        pass
    if not any(found):
        return set()
    # A file that is copied as it is: its lines. Those of YAML are its keys, too, which matters little.
    for value in list(found):
        found.update(line.strip() for line in value.splitlines() if len(line.strip()) >= 2 * SHORT)
    return {value for value in found if value != ''}


class LenientLoader(yaml.SafeLoader):
    """Takes tags that only Ansible knows for text."""


LenientLoader.add_multi_constructor('!', lambda loader, suffix, node: str(node.value))


def scalars(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from scalars(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from scalars(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value).strip()


# The names of what a result holds have changed in ansible-core 2.19; both are understood.


def body(result):
    found = getattr(result, 'result', None)
    return found if isinstance(found, dict) else result._result


def host_of(result):
    return (getattr(result, 'host', None) or result._host).get_name()


def task_of(result):
    return getattr(result, 'task', None) or result._task


def is_hidden(found):
    return 'censored' in found or bool(found.get('_ansible_no_log', False))


def differences_of(found):
    """The differences of a task, those of all its items where it loops."""
    items = found.get('results')
    if isinstance(items, list):
        return [
            difference
            for item in items
            if isinstance(item, dict) and item.get('changed', False) and not is_hidden(item)
            for difference in differences_of(item)
        ]
    difference = found.get('diff')
    listed = difference if isinstance(difference, list) else [difference]
    return [each for each in listed if isinstance(each, dict) and each]


def target_of(found):
    """What a task is about: the file, package or service that its module was given."""
    arguments = found.get('invocation', {}).get('module_args', {}) if isinstance(found.get('invocation'), dict) else {}
    for source in (found, arguments):
        for name in ('dest', 'path', 'name'):
            value = source.get(name) if isinstance(source, dict) else None
            if isinstance(value, str) and value != '':
                return value
    return None


def reason_of(found):
    for name in ('msg', 'stderr', 'module_stderr', 'stdout'):
        value = found.get(name)
        if isinstance(value, (str, list)) and value:
            return value if isinstance(value, str) else '; '.join(str(each) for each in value)
    items = found.get('results')
    if isinstance(items, list):
        for item in items:
            if isinstance(item, dict) and item.get('failed', False) and not is_hidden(item):
                return reason_of(item)
    return 'it failed without a word'


def shortened(value):
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        return value[:LONGEST_VALUE] + '\n[...]'
    return value
