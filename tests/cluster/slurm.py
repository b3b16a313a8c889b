# SPDX-License-Identifier: LGPL-2.1-or-later

"""A real Slurm on this machine: its daemons in a directory of their own, with several
nodes that are this machine under other names."""

import os
import shutil
import signal
import socket
import subprocess
import time

PROGRAMS = ('munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scontrol')


def missing():
    """Why there can be no cluster here, or None."""
    for program in PROGRAMS:
        if not shutil.which(program) and not shutil.which(program, path='/usr/sbin'):
            return f'{program} is not installed'
    return None if os.geteuid() == 0 else 'needs root, to start daemons'


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Cluster:
    """Munge, a controller and a daemon a node. Short times, since nothing here takes
    long: a node is given up after 10 s, and credentials of a task that is queued again
    expire as fast."""

    def __init__(self, top, nodes=3):
        self.top = top
        self.host = socket.gethostname().split('.')[0]
        self.nodes = [f'n{number}' for number in range(1, nodes + 1)]
        self.environment = dict(os.environ, SLURM_CONF=f'{top}/slurm.conf', PATH=os.environ['PATH'] + ':/usr/sbin')
        os.makedirs(f'{top}/state')
        os.chmod(top, 0o755)
        settings = {
            'ClusterName': 'burnish', 'SlurmctldHost': f'{self.host}(127.0.0.1)', 'SlurmctldPort': free_port(),
            'SlurmUser': 'root', 'SlurmdUser': 'root', 'AuthType': 'auth/munge',
            'AuthInfo': f'socket={top}/munge.sock,cred_expire=10', 'CredType': 'cred/munge',
            'StateSaveLocation': f'{top}/state', 'SlurmdSpoolDir': f'{top}/spool.%n',
            'SlurmctldPidFile': f'{top}/slurmctld.pid', 'SlurmdPidFile': f'{top}/slurmd.%n.pid',
            'SlurmctldLogFile': f'{top}/slurmctld.log', 'SlurmdLogFile': f'{top}/slurmd.%n.log',
            'ProctrackType': 'proctrack/linuxproc', 'TaskPlugin': 'task/none', 'JobAcctGatherType': 'jobacct_gather/none',
            'AccountingStorageType': 'accounting_storage/none', 'MailProg': '/bin/true', 'SelectType': 'select/cons_tres',
            'SelectTypeParameters': 'CR_Core', 'SchedulerParameters': 'batch_sched_delay=0,sched_interval=1',
            'ReturnToService': 2, 'MpiDefault': 'none', 'KillWait': 5, 'SlurmdTimeout': 10,
        }
        with open(f'{top}/slurm.conf', 'w', encoding='utf-8') as file:
            for key, value in settings.items():
                file.write(f'{key}={value}\n')
            for node in self.nodes:
                file.write(f'NodeName={node} NodeHostname={self.host} NodeAddr=127.0.0.1 Port={free_port()} CPUs=1 '
                           'RealMemory=500 State=UNKNOWN\n')
            file.write('PartitionName=all Nodes=ALL Default=YES MaxTime=10 State=UP\n')
        with open(f'{top}/munge.key', 'wb') as file:
            os.chmod(f'{top}/munge.key', 0o600)
            file.write(os.urandom(128))

    def run(self, *command, check=True):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)
        if check and done.returncode != 0:
            raise RuntimeError(f'{command}: {done.stdout}{done.stderr}')
        return done.stdout.strip()

    def start(self):
        # Daemons in the background hold on to what they inherit.
        for command in ([['munged', f'--socket={self.top}/munge.sock', f'--key-file={self.top}/munge.key', '--force',
                          f'--pid-file={self.top}/munged.pid', f'--log-file={self.top}/munged.log', f'--seed-file={self.top}/munge.seed'],
                         ['slurmctld']] + [['slurmd', '-N', node] for node in self.nodes]):
            with open(f'{self.top}/start.log', 'ab') as log:
                subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True, timeout=60)
        self.wait(lambda: set(self.run('sinfo', '-h', '-o', '%T', check=False).split()) == {'idle'}, 'idle nodes')

    def stop(self):
        for name in [f'slurmd.{node}' for node in self.nodes] + ['slurmctld', 'munged']:
            try:
                with open(f'{self.top}/{name}.pid', encoding='ascii') as file:
                    pid = int(file.read())
                os.kill(pid, signal.SIGTERM)
            except (OSError, ValueError):
                continue  # it did not start
            self.wait(lambda pid=pid: not os.path.exists(f'/proc/{pid}'), f'end of {name}', 20)

    @staticmethod
    def wait(what, about, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = what()
            if found:
                return found
            time.sleep(0.1)
        raise RuntimeError(f'no {about} within {seconds} s')

    def states(self, job):
        """Task of an array to its state."""
        text = self.run('squeue', '-h', '-r', '-t', 'all', '-j', job, '-o', '%K %T')
        return dict(line.split() for line in text.splitlines())
